import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { findRun, LATEST } from '../store/find-run.ts';
import { openPage } from '../terminal/open-page.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const openCommand = () =>
  new Command('open')
    .argument('[run]', namesOfRun, LATEST)
    .option(...runsOption)
    .option('--no-browser', 'print the path alone')
    .addHelpText(
      'after',
      `
A report that is not there yet is written first. In CI, over ssh and without a display its path is printed, and that is no
failure.

Examples:
  $ heatsoak open
  $ heatsoak open 3f9c1a

Exit codes: 0, whatever the run's verdict; 2 no such run; 6 a report cannot be written.
`,
    )
    .action(async (run, options) => {
      const terminal = openTerminal();
      const folder = await findRun(run, options.runs);
      const page = join(folder, 'report.html');
      if (!existsSync(page)) await report(await derive(folder), folder);
      terminal.say(page);
      const opened = options.browser && (await openPage(page));
      terminal.document({ run: folder, report: page, opened });
    });
