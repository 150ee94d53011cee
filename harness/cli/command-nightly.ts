import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { NightOutlets } from '../app/nightly/night-work.ts';
import { nightly } from '../app/nightly/nightly.ts';
import { report } from '../app/report.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { blockCount, wholeNumber } from '../terminal/option-values.ts';
import { errorDocument, noteError, openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';
import { nightLines, stepLine } from './nightly/night-lines.ts';
import { nightOptions } from './nightly/night-options.ts';
import { chosenPublishers, processOutlet, publishOption } from './run/publish-option.ts';
import { signOption } from './run/sign-option.ts';
import { underWay } from './run/under-way.ts';
import { unpublishedLines } from './run/unpublished-lines.ts';

export const nightlyCommand = () =>
  nightOptions(new Command('nightly'))
    .option(
      '--budget <time>',
      'how long the night may take, such as 3h or 90m; suites that do not fit are named',
    )
    .option('--retries <n>', 'how often a run that lost phones is gone on with', wholeNumber(0, 20), 2)
    .option(
      '--keep-nights <n>',
      'delete runs of all but so many days; never one that something names',
      blockCount(1),
    )
    .option('--keep-gigabytes <n>', 'delete the oldest runs beyond so many gigabytes', gigabytes)
    .option(...publishOption)
    .option(...signOption)
    .addHelpText(
      'after',
      `
A night that was killed or interrupted is gone on with: run the same command again.

Example:
  $ heatsoak nightly --suite quick --candidate build.json --baseline stored --pinned pinned.json --budget 3h

${exitCodeHelp}
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const publish = chosenPublishers(options.publish);
      const outlets: NightOutlets = {
        exitCodeOf: exitCodeOfRun,
        async publish(derived, folder, exitCode) {
          const published = await report(derived, folder, { publish, exitCode, outlet: processOutlet });
          for (const line of unpublishedLines(published)) terminal.announce(line);
          return published.report;
        },
      };
      const night = await underWay(terminal, (ports) =>
        nightly(options, outlets, ports, (step) => {
          const line = stepLine(step);
          if (line !== null) terminal.announce(line);
        }),
      );
      for (const line of nightLines(night)) terminal.announce(line);
      process.exitCode = night.exitCode;
      const nothing = night.verdict === null && !night.interrupted;
      const error = new HeatsoakError('NIGHT_UNMEASURED', night.headline);
      terminal.document({ ...night, ...(nothing ? errorDocument(error) : {}) });
      if (nothing) process.exitCode = noteError(error);
    });

function gigabytes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('it must be a number above zero');
}
