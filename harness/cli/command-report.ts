import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';
import { chosenPublishers, processOutlet, publishOption } from './run/publish-option.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';
import { unpublishedLines } from './run/unpublished-lines.ts';

export const reportCommand = () =>
  new Command('report')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--out <dir>', 'folder of report.html and result.json (default: the run folder)')
    .option(...publishOption)
    .addHelpText('after', '\nExample:\n  $ heatsoak report latest\n')
    .action(async (run, options) => {
      const terminal = openTerminal();
      const folder = await findRun(run, options.runs);
      const derived = await derive(folder);
      const published = await report(derived, options.out ?? folder, {
        publish: chosenPublishers(options.publish),
        exitCode: exitCodeOfRun(derived),
        outlet: processOutlet,
      });
      for (const line of unpublishedLines(published)) terminal.announce(line);
      terminal.say(`report: ${published.report}`);
      terminal.document({ run: folder, ...published });
    });
