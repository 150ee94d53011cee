import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const reportCommand = () =>
  new Command('report')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--out <dir>', 'folder of report.html and result.json (default: the run folder)')
    .addHelpText('after', '\nExample:\n  $ heatsoak report latest\n')
    .action(async (run, options) => {
      const terminal = openTerminal();
      const folder = await findRun(run, options.runs);
      const published = await report(await derive(folder), options.out ?? folder);
      terminal.say(`report: ${published.report}`);
      terminal.document({ run: folder, report: published.report });
    });
