import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { readRunPair } from '../app/compare-runs.ts';
import { comparePair } from '../judge/compare-runs.ts';
import { writeDiff } from '../publish/write-diff.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const compareCommand = () =>
  new Command('compare')
    .description(
      'the candidates of two runs side by side, cell by cell; numbers only: a verdict needs both builds in one run',
    )
    .argument('<a>', 'run folder of the earlier run')
    .argument('<b>', 'run folder of the later run')
    .option('--html <file>', 'write a page too')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak compare runs/2026-11-21T03-00-00Z runs/2026-11-22T03-00-00Z\n',
    )
    .action(async (a, b, options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const pair = await readRunPair(resolve(a), resolve(b));
      // What differs is said first, also where it forbids the comparison.
      for (const difference of pair.environment) terminal.say(`! differs: ${difference}`);
      const comparison = comparePair(pair);
      for (const warning of comparison.warnings) terminal.say(`! ${warning}`);
      terminal.say(`comparable ${comparison.cells.length} cells; ${comparison.onlyInOne} in one run only`);
      terminal.table(
        comparison.cells.map(({ device, metric, case: name, a: before, b: after, changePercent }) => [
          device,
          metric,
          name,
          String(before),
          String(after),
          changePercent === null ? '–' : `${changePercent} %`,
        ]),
      );
      if (options.html !== undefined) {
        const page = await writeDiff(options.html, pair, comparison, [resolve(a), resolve(b)]);
        terminal.say(`page: ${page}`);
      }
      terminal.document(comparison);
    });
