import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { publishReport } from '../app/publish-run.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const reportCommand = () =>
  new Command('report')
    .description('write report.html again, also from a partial run')
    .argument('<run>', 'run folder')
    .addHelpText('after', '\nExample:\n  $ heatsoak report runs/2026-11-22T03-00-00Z\n')
    .action(async (run) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const path = resolve(run);
      const report = await publishReport(await derive(path), path);
      terminal.say(`report: ${report}`);
      terminal.document({ run: path, report });
    });
