import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { resume } from '../app/resume.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { confirmationLine } from './history/confirmation-line.ts';
import { endRun } from './run/end-run.ts';
import { chosenPublishers, publishOption } from './run/publish-option.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';
import { signOption } from './run/sign-option.ts';
import { underWay } from './run/under-way.ts';

export const resumeCommand = () =>
  new Command('resume')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--anyway', 'also where a phone has another OS build than before, or a day has passed')
    .option(...signOption)
    .option(...publishOption)
    .addHelpText(
      'after',
      `
What a phone still holds is fetched, what has no end is measured; what was measured stays as it is.

Example:
  $ heatsoak resume latest

${exitCodeHelp}
`,
    )
    .action(async (run, options) => {
      const terminal = openTerminal();
      const found = await findRun(run, options.runs);
      const { folder, interrupted, unfinished, confirmation } = await underWay(terminal, (ports) =>
        resume(found, options, ports),
      );
      for (const device of unfinished) terminal.announce(`${device} still has launches left`);
      if (confirmation) terminal.announce(confirmationLine(confirmation));
      await endRun(terminal, {
        ...{ derived: await derive(folder), folder, out: folder, interrupted },
        publish: chosenPublishers(options.publish),
      });
    });
