import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { plan } from '../app/plan.ts';
import { run } from '../app/run.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { endRun } from './run/end-run.ts';
import { headerLines } from './run/header-lines.ts';
import { leftOutLines } from './run/left-out-lines.ts';
import { powerWarnings } from './run/power-lines.ts';
import { chosenPublishers, publishOption } from './run/publish-option.ts';
import { purposeLines } from './run/purpose-lines.ts';
import { runOptions } from './run/run-options.ts';
import { signOption } from './run/sign-option.ts';
import { underWay } from './run/under-way.ts';
import { waiverLines } from './run/waiver-lines.ts';

export const runCommand = () =>
  runOptions(new Command('run'))
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option(...signOption)
    .option(...publishOption)
    .option('--allow-no-baseline', 'exit 0 when there is no baseline and nothing else is in the way')
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak run --suite quick --suite sustained --candidate new.json --baseline old.json

${exitCodeHelp}
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const planned = await plan({ ...options, runs: options.out });
      for (const line of [
        ...headerLines(planned.manifest),
        ...leftOutLines(planned.manifest),
        ...purposeLines(planned.manifest),
        ...waiverLines(planned.manifest),
        ...powerWarnings(planned.manifest),
      ])
        terminal.announce(line);
      const { folder, interrupted } = await underWay(terminal, (ports) => run(planned, options, ports));
      const derived = await derive(folder);
      const isAllowed =
        !options.baseline && options.allowNoBaseline && derived.verdict.verdict === 'INCONCLUSIVE';
      await endRun(terminal, {
        ...{ derived, folder, out: folder, interrupted },
        publish: chosenPublishers(options.publish),
        exitCode: isAllowed ? 0 : undefined,
      });
    });
