import { Command, Option } from '@commander-js/extra-typings';
import { readRunPair } from '../app/compare-runs.ts';
import { comparePair } from '../judge/compare-runs.ts';
import type { ComparedRuns } from '../judge/compared-runs-document.ts';
import { writeDiff } from '../publish/write-diff.ts';
import { findRun } from '../store/find-run.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { isWorse, sayCases, sayMeasures, sayPair } from './compare/compare-lines.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const compareCommand = () =>
  new Command('compare')
    .argument('<a>', `the earlier run: ${namesOfRun}`)
    .argument('<b>', 'the later run')
    .option(...runsOption)
    .option('--html <file>', 'write a page too')
    .option('--cases', 'medians of every case too')
    .addOption(
      new Option('--fail-on <what>', 'exit 1 where a measure reads slower or worse').choices([
        'worse',
      ] as const),
    )
    .addHelpText(
      'after',
      `
A change stands with its 95 % interval over launches; ↑ and ↓ say what is better. Runs of two days carry their days' own
effects: a verdict needs both builds in one run.

Examples:
  $ heatsoak compare 2026-11-21 latest
  $ heatsoak compare runs/2026-11-21T03-00-00Z latest --fail-on worse

Exit codes: 0 compared; 1 with --fail-on worse, where a measure reads slower or worse; 2 wrong usage or no such run; 4 the
runs cannot be compared, or have nothing in common.
`,
    )
    .action(async (a, b, options) => {
      const terminal = openTerminal();
      const folders = [await findRun(a, options.runs), await findRun(b, options.runs)] as const;
      const pair = await readRunPair(...folders);
      sayPair(terminal, pair);
      const comparison = comparePair(pair);
      sayMeasures(terminal, comparison);
      if (options.cases) sayCases(terminal, comparison);
      if (options.html !== undefined) {
        const page = await writeDiff(options.html, pair, comparison, folders);
        terminal.say(`page: ${page}`);
      }
      terminal.document(comparison);
      process.exitCode = exitCodeOf(comparison, options.failOn);
    });

function exitCodeOf({ cells, measures }: ComparedRuns, failOn: 'worse' | undefined): number {
  if (cells.length === 0) return exitCodeOfVerdict.INVALID;
  return failOn === 'worse' && measures.some(isWorse) ? exitCodeOfVerdict['NO-GO'] : 0;
}
