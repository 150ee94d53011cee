import { Command } from '@commander-js/extra-typings';
import { removeSchedule } from '../../../app/lab/schedule.ts';
import { openTerminal } from '../../../terminal/terminal.ts';
import { labNamed, labOptions } from '../lab-options.ts';

export const scheduleRemoveCommand = () =>
  labOptions(new Command('remove'))
    .argument('<name>', 'a schedule of your team; runs that it began stay')
    .addHelpText('after', '\nExample:\n  $ heatsoak lab schedule remove nightly\n')
    .action(async (name, options) => {
      const terminal = openTerminal();
      await removeSchedule(labNamed(options), name);
      terminal.say(`${name} is begun no more`);
      terminal.document({ schedule: name, removed: true });
    });
