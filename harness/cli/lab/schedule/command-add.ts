import { Command } from '@commander-js/extra-typings';
import { addSchedule } from '../../../app/lab/schedule.ts';
import { openTerminal } from '../../../terminal/terminal.ts';
import { labNamed } from '../lab-options.ts';
import { submitOptions } from '../submit-options.ts';

export const scheduleAddCommand = () =>
  submitOptions(new Command('add') as unknown as Command)
    .argument('<name>', "the schedule's name; what your team has under it is replaced")
    .requiredOption('--cron <expression>', 'when: five fields as in crontab, such as "0 1 * * *"')
    .option('--time-zone <zone>', 'in which the fields are read, such as Europe/Zurich', 'UTC')
    .addHelpText(
      'after',
      `
Takes what submit takes. Builds are taken as they are now: a pipeline that makes a new one adds the schedule again.

Example:
  $ heatsoak lab schedule add nightly --cron "0 1 * * *" --time-zone Europe/Zurich --suite quick --candidate new.json --baseline old.json --artefacts /mnt/artefacts
`,
    )
    .action(async (name, { deadline: deadlineHours, ...options }) => {
      const terminal = openTerminal();
      const added = await addSchedule({ ...options, ...labNamed(options), name, deadlineHours });
      terminal.say(`${added.id}: the next is begun at ${added.next[0]}`);
      terminal.document(added);
    });
