import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const reportCommand = () =>
  new Command('report')
    .argument('<run>', 'run folder')
    .option('--out <dir>', 'folder of report.html and result.json (default: the run folder)')
    .addHelpText('after', '\nExample:\n  $ heatsoak report runs/2026-11-22T03-00-00Z\n')
    .action(async (run, options) => {
      const terminal = openTerminal();
      const folder = resolve(run);
      const published = await report(await derive(folder), options.out ?? folder);
      terminal.say(`report: ${published.report}`);
      terminal.document({ run: folder, report: published.report });
    });
