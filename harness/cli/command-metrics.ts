import { Command } from '@commander-js/extra-typings';
import { register } from '../measure/register.ts';
import { lines } from '../measure/register-text.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const metricsCommand = () =>
  new Command('metrics')
    .description('what every metric means: formula, unit, direction, needs, margin, role, source')
    .argument('[id]', 'one metric, such as decode_rate')
    .addHelpText('after', '\nExample:\n  $ heatsoak metrics decode_rate\n')
    .action((id) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const found = register(id);
      if (id === undefined) {
        terminal.say(`metrics version ${found.metricsVersion}; heatsoak metrics <id> says more`);
        terminal.table(found.metrics.map(({ id: name, unit, formula }) => [name, unit, formula]));
      }
      for (const metric of id === undefined ? [] : found.metrics) {
        terminal.say(`${metric.id}: ${metric.name}`);
        for (const [name, text] of lines(metric)) terminal.say(`  ${name.padEnd(8)} ${text}`);
      }
      terminal.document(found);
    });
