import { Command } from '@commander-js/extra-typings';
import { submit } from '../app/lab/submit.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { labNamed } from './lab/lab-options.ts';
import { submitOptions } from './lab/submit-options.ts';

export const submitCommand = () =>
  submitOptions(new Command('submit'))
    .addHelpText(
      'after',
      `
Takes what run takes, but for phones: those of the lab. A run of a lab has no reference.

Example:
  $ heatsoak submit --suite quick --candidate new.json --baseline old.json --pool iPhone15,4=2 --artefacts /mnt/artefacts
`,
    )
    .action(async ({ deadline: deadlineHours, ...options }) => {
      const terminal = openTerminal();
      const submitted = await submit({ ...options, ...labNamed(options), deadlineHours });
      terminal.say(
        `${submitted.run}: ${submitted.sessions.length} sessions wait; heatsoak lab status shows them`,
      );
      terminal.document(submitted);
    });
