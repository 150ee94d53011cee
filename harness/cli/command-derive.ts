import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { endRun } from './run/end-run.ts';
import { chosenPublishers, publishOption } from './run/publish-option.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const deriveCommand = () =>
  new Command('derive')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--out <dir>', 'folder of report.html and result.json (default: the run folder)')
    .option(...publishOption)
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak derive latest
  $ heatsoak derive /mnt/archive/2026-11-22T03-00-00Z --out derived

${exitCodeHelp}
`,
    )
    .action(async (run, options) => {
      const folder = await findRun(run, options.runs);
      const derived = await derive(folder);
      await endRun(openTerminal(), {
        ...{ derived, folder, interrupted: false },
        out: resolve(options.out ?? folder),
        publish: chosenPublishers(options.publish),
      });
    });
