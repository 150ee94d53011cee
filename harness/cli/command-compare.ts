import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { readRunPair } from '../app/compare-runs.ts';
import { comparePair } from '../judge/compare-runs.ts';
import { writeDiff } from '../publish/write-diff.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const compareCommand = () =>
  new Command('compare')
    .argument('<a>', 'run folder of the earlier run')
    .argument('<b>', 'run folder of the later run')
    .option('--html <file>', 'write a page too')
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak compare runs/2026-11-21T03-00-00Z runs/2026-11-22T03-00-00Z

Exit code 4 when the runs cannot be compared, or have no cell in common.
`,
    )
    .action(async (a, b, options) => {
      const terminal = openTerminal();
      const pair = await readRunPair(a, b);
      // What differs is said first, also where it forbids the comparison.
      for (const difference of pair.environment) terminal.announce(`! differs: ${difference}`);
      const comparison = comparePair(pair);
      for (const warning of comparison.warnings) terminal.announce(`! ${warning}`);
      terminal.say(`comparable ${comparison.cells.length} cells; ${comparison.onlyInOne} in one run only`);
      const rows = comparison.cells.map(
        ({ device, metric, case: name, a: before, b: after, changePercent }) => [
          ...[device, metric, name, String(before), String(after)],
          changePercent === null ? '–' : `${changePercent} %`,
        ],
      );
      terminal.table([['device', 'metric', 'case', 'a', 'b', 'change'], ...rows]);
      if (options.html !== undefined) {
        const page = await writeDiff(options.html, pair, comparison, [resolve(a), resolve(b)]);
        terminal.say(`page: ${page}`);
      }
      terminal.document(comparison);
      process.exitCode = comparison.cells.length === 0 ? exitCodeOfVerdict.INVALID : 0;
    });
