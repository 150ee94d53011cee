import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { compareRuns } from '../run/compare-runs.ts';
import { openTerminal } from './terminal.ts';

export const compareCommand = () =>
  new Command('compare')
    .description(
      'the candidates of two runs side by side, cell by cell; numbers only: a verdict needs both builds in one run',
    )
    .argument('<a>', 'run folder of the earlier run')
    .argument('<b>', 'run folder of the later run')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak compare runs/2026-11-21T03-00-00Z runs/2026-11-22T03-00-00Z\n',
    )
    .action(async (a, b) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const comparison = await compareRuns(resolve(a), resolve(b));
      for (const difference of comparison.environment) terminal.say(`! differs: ${difference}`);
      terminal.say(`comparable ${comparison.cells.length} cells; ${comparison.onlyInOne} in one run only`);
      terminal.table(
        comparison.cells.map(({ device, metric, case: name, a: before, b: after, changePercent }) => [
          device,
          metric,
          name,
          String(before),
          String(after),
          `${changePercent} %`,
        ]),
      );
      terminal.document(comparison);
    });
