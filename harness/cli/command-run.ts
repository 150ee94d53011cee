import { Command } from '@commander-js/extra-typings';
import { prepareRun } from '../app/plan/prepare-run.ts';
import { exitCodeOfVerdict, INTERRUPTED } from '../terminal/exit-code.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { perform } from './run/perform.ts';
import { powerWarnings } from './run/power-lines.ts';
import { purposeLines } from './run/purpose-lines.ts';
import { runOptions } from './run/run-options.ts';
import { verdictLines } from './run/verdict-lines.ts';

export const runCommand = () =>
  runOptions(new Command('run'))
    .description(
      'run suites on phones, compare candidate and baseline, write a report; the exit code is the verdict',
    )
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option('--allow-no-baseline', 'exit 0 when there is no baseline and nothing else is in the way')
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak run --suite quick --suite sustained --candidate new.json --baseline old.json

Exit codes: 0 GO, 1 NO-GO, 2 wrong usage or input, 3 inconclusive or no baseline, 4 invalid or device lost,
5 install failed, 6 host not ready, 70 internal error, 130 interrupted (a partial report is written).
`,
    )
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const prepared = await prepareRun(options, new Date());
      const { manifest } = prepared;
      for (const line of [...purposeLines(manifest), ...powerWarnings(manifest)]) terminal.say(line);
      const done = await perform(prepared, options.out, terminal);
      for (const line of verdictLines(done.derived.verdict)) terminal.say(line);
      terminal.say(`report: ${done.report}`);
      terminal.document({ run: done.path, report: done.report, ...done.derived.verdict });
      const noBaseline =
        !options.baseline && options.allowNoBaseline && done.derived.verdict.verdict === 'INCONCLUSIVE';
      process.exitCode = done.interrupted
        ? INTERRUPTED
        : noBaseline
          ? 0
          : exitCodeOfVerdict[done.derived.verdict.verdict];
    });
