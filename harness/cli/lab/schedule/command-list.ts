import { Command } from '@commander-js/extra-typings';
import { schedulesOfLab } from '../../../app/lab/schedule.ts';
import { openTerminal } from '../../../terminal/terminal.ts';
import { labNamed, labOptions } from '../lab-options.ts';

export const scheduleListCommand = () =>
  labOptions(new Command('list'))
    .addHelpText('after', '\nExample:\n  $ heatsoak lab schedule list\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const schedules = await schedulesOfLab(labNamed(options));
      terminal.table(
        schedules.map(({ id, cron, timeZone, builds, next, lastRun }) => [
          ...[id, `${cron} ${timeZone}`, builds.join(', ')],
          next[0] === undefined ? 'means no time' : `next ${next[0]}`,
          lastRun === null ? '' : `last ${lastRun}`,
        ]),
      );
      terminal.document(schedules);
    });
