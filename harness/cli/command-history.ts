import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { history } from '../app/history/history.ts';
import { writeHistory } from '../publish/write-history.ts';
import { collect } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfHistory, type FailReason, failReasons, failsFor } from './history/history-fails.ts';
import { sayHistory } from './history/history-lines.ts';
import { labSource, labSourceNamed } from './lab/lab-options.ts';

export const historyCommand = () =>
  labSource(new Command('history'))
    .enablePositionalOptions()
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--device <id>', 'one phone alone')
    .option('--metric <id>', 'one metric alone (default: those that an A/B can confirm)')
    .option('--html <file>', 'write a page too')
    .option('--fail-on <what>', `exit 1 for ${failReasons.join(', ')}; repeat for several`, reasons)
    .addHelpText(
      'after',
      `
--fail-on trigger: the newest night raised a change for the worse; open: one waits for a confirming run, or could not be
confirmed; confirmed: an A/B found one too, and nobody accepted it; no-go: the newest night itself is NO-GO. With --device or
--metric only those count.

Examples:
  $ heatsoak history --metric decode_rate --html runs/index.html
  $ heatsoak history --fail-on trigger || heatsoak confirm

Exit codes: 0 shown; 1 what --fail-on names holds; 2 wrong usage, no folder of runs, or no such phone or metric.
`,
    )
    .action(async ({ failOn = [], ...options }) => {
      const terminal = openTerminal();
      const document = await history({ ...options, lab: labSourceNamed(options) });
      sayHistory(terminal, document);
      if (options.html !== undefined) {
        const page = await writeHistory(options.html, document, options.runs);
        terminal.say(`page: ${page}`);
      }
      for (const reason of failsFor(document, failOn)) terminal.note(`fails on ${reason}`);
      terminal.document(document);
      process.exitCode = exitCodeOfHistory(document, failOn);
    });

function reasons(value: string, before: FailReason[] = []): FailReason[] {
  const reason = failReasons.find((each) => each === value);
  if (reason === undefined) throw new InvalidArgumentError(`it must be one of ${failReasons.join(', ')}`);
  return collect(reason, before) as FailReason[];
}
