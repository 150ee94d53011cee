import { Command } from '@commander-js/extra-typings';
import { metricNamed } from '../measure/metric-entries.ts';
import { lines } from '../measure/register-text.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const metricsCommand = () =>
  new Command('metrics')
    .argument('[id]', 'one metric, such as decode_rate')
    .addHelpText('after', '\nExample:\n  $ heatsoak metrics decode_rate\n')
    .action(async (id) => {
      const terminal = openTerminal();
      if (id === undefined) {
        const { register } = await import('../measure/register.ts');
        const all = register();
        terminal.say(`metrics version ${all.metricsVersion}; heatsoak metrics <id> says more`);
        terminal.table(all.metrics.map(({ id: name, unit, formula }) => [name, unit, formula]));
        return terminal.document(all);
      }
      const one = metricNamed(id);
      for (const metric of one.metrics) {
        terminal.say(`${metric.id}: ${metric.name}`);
        for (const [name, text] of lines(metric)) terminal.say(`  ${name.padEnd(8)} ${text}`);
      }
      terminal.document(one);
    });
