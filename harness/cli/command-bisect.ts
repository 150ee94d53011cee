import { Command } from '@commander-js/extra-typings';
import { type Bisected, bisect } from '../app/bisect/bisect.ts';
import { exitCodeOfVerdict, INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { bisectLines, stepLine } from './bisect/bisect-lines.ts';
import { phoneOptions } from './phone-options.ts';
import { underWay } from './run/under-way.ts';

export const bisectCommand = () =>
  phoneOptions(new Command('bisect'))
    .requiredOption('--good <build>', 'the last build that is known to be good; a commit with --build-cmd')
    .requiredOption('--bad <build>', 'a later one that is worse')
    .option('--builds <dir>', 'folder of the builds, as NAME.json or NAME/build.json in their order')
    .option(
      '--build-cmd <command>',
      'makes the build of the commit in HEATSOAK_COMMIT; its last line is the path of a build.json',
    )
    .option('--metric <id>', 'what became worse', 'decode_rate')
    .option('--suite <name>', 'what is measured', 'quick')
    .option('--max-blocks <n>', 'blocks on each phone at most', blockCount(4), 60)
    .option('--out <dir>', 'folder of the search; the same command goes on with what is there', 'bisect')
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak bisect --good 1.0 --bad 1.63 --builds nightlies
  $ heatsoak bisect --good v1.0 --bad main --build-cmd './make-build.sh "$HEATSOAK_COMMIT"' --device bench-phone

Exit codes: 0 the first bad build is found, or narrowed to what can be measured, or there is no loss; 3 not certain enough.
`,
    )
    .action(async ({ buildCmd, maxBlocks, ...options }) => {
      const terminal = openTerminal();
      const asked = { ...options, buildCommand: buildCmd, mostBlocks: maxBlocks };
      const done = await underWay(terminal, (ports) =>
        bisect(asked, ports, (next, before) => terminal.announce(stepLine(next, before))),
      );
      for (const line of bisectLines(done.document)) terminal.say(line);
      terminal.document(done.document);
      process.exitCode = exitCodeOf(done);
    });

function exitCodeOf({ document: { outcome }, interrupted }: Bisected): number {
  if (interrupted) return INTERRUPTED;
  return outcome === 'several' || outcome === 'out-of-blocks' ? exitCodeOfVerdict.INCONCLUSIVE : 0;
}
