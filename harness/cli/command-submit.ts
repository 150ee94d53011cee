import { Command } from '@commander-js/extra-typings';
import { submit } from '../app/lab/submit.ts';
import { collect, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { labNamed, labOptions } from './lab/lab-options.ts';
import { runOptions } from './run/run-options.ts';

export const submitCommand = () =>
  labOptions(runOptions(new Command('submit')))
    .requiredOption(
      '--artefacts <place>',
      'folder or https:// address where hosts find apps and models by hash',
    )
    .option('--pool <model=places>', 'any phones of a model, such as iPhone15,4=2; repeatable', collect)
    .option(
      '--deadline <hours>',
      'judged then by what there is (default: when all has ended)',
      wholeNumber(1),
    )
    .addHelpText(
      'after',
      `
Takes what run takes, but for phones: those of the lab. A run of a lab has no reference.

Example:
  $ heatsoak submit --suite quick --candidate new.json --baseline old.json --pool iPhone15,4=2 --artefacts /mnt/artefacts
`,
    )
    .action(async ({ artefacts: store, deadline: deadlineHours, ...options }) => {
      const terminal = openTerminal();
      const submitted = await submit({ ...options, ...labNamed(options), store, deadlineHours });
      terminal.say(
        `${submitted.run}: ${submitted.sessions.length} sessions wait; heatsoak lab status shows them`,
      );
      terminal.document(submitted);
    });
