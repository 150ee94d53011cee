import type { Command } from '@commander-js/extra-typings';
import { blockCount, collect, wholeNumber } from '../../terminal/option-values.ts';
import { phoneOptions } from '../phone-options.ts';

/** What a night measures. */
export const nightOptions = (command: Command) =>
  phoneOptions(command)
    .requiredOption('--suite <name>', 'suite to run, what matters most first; repeat for several', collect)
    .requiredOption('--candidate <build.json>', 'the build that is measured tonight')
    .option('--candidate-command <command>', 'makes it first, in the folder of build.json')
    .option('--candidate-url <url>', 'address of its app archive; build.json says all else')
    .option('--candidate-sha256 <hex>', 'SHA-256 of what the address gives')
    .option(
      '--baseline <build.json>',
      'the build it is compared with; stored: what heatsoak baseline made that of these phones',
    )
    .option('--pinned <build.json>', 'a build that stays the same for months, for the history')
    .option('--at-least <n>', 'so many phones are enough: others may be lost', blockCount(1))
    .option('--blocks <n>', 'a fixed number of ABBA blocks per phone, judged once at the end', blockCount(1))
    .option('--max-blocks <n>', 'most blocks per phone; fewer do when the answer is certain', blockCount(2))
    .option('--soak-pairs <n>', 'soaks and conversations of each build per phone', blockCount(1), 1)
    .option('--fail-fast', 'skip what is left once a build crashes or answers wrongly beyond doubt')
    .option('--gate <file>', 'what decides: a gate policy (default: each metric by its own definition)')
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .option('--runs <dir>', 'folder of the run folders, of the history and of the baselines', 'runs')
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--no-reference', 'leave out the reference run on this host');
