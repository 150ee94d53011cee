import { Command, Option } from '@commander-js/extra-typings';
import { pruneInLab } from '../../app/lab/desk.ts';
import { wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { numberIn } from '../../words/numbers.ts';
import { labNamed, labOptions } from './lab-options.ts';

const MEBIBYTE = 2 ** 20;
/** A century. */
const MOST_DAYS = 36_500;

export const labPruneCommand = () =>
  labOptions(new Command('prune'))
    .addOption(
      new Option(
        '--keep-days <n>',
        'so many days after its run was archived a log still lies in the database',
      )
        .argParser(wholeNumber(1, MOST_DAYS))
        .makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      `
Only the owner of the database may do it, and only what a coordinator has found whole in the run folder is let go of.

Example:
  $ heatsoak lab prune --keep-days 90 --database postgres://owner@127.0.0.1/heatsoak
`,
    )
    .action(async ({ keepDays, ...options }) => {
      const terminal = openTerminal();
      const pruned = await pruneInLab(labNamed(options), Number(keepDays));
      terminal.say(
        `${pruned.logs} logs of ${pruned.runs.length} runs, ${numberIn('MiB', pruned.bytes / MEBIBYTE)} MiB, lie in their run folders alone now`,
      );
      terminal.document(pruned);
    });
