import type { Command } from '@commander-js/extra-typings';
import { blockCount, collect, wholeNumber } from '../../terminal/option-values.ts';
import { phoneOptions } from '../phone-options.ts';

/** The options that `run` and `plan` share. */
export const runOptions = (command: Command) =>
  phoneOptions(command)
    .requiredOption('--suite <name>', 'suite to run; repeat for several', collect)
    .requiredOption('--candidate <build.json>', 'the build that wants to ship')
    .option(
      '--baseline <build.json>',
      'the build it is compared with; stored: what heatsoak baseline made that of these phones',
    )
    .option(
      '--at-least <n>',
      'so many phones are enough: others may be lost (default: all that are required)',
      blockCount(1),
    )
    .option(
      '--pinned <build.json>',
      'a build that stays the same for months, measured beside for the history',
    )
    .option('--blocks <n>', 'a fixed number of ABBA blocks per phone, judged once at the end', blockCount(1))
    .option(
      '--max-blocks <n>',
      'most blocks per phone; fewer do when the answer is certain (default: as many as a clean build needs)',
      blockCount(2),
    )
    .option(
      '--quick-gate',
      'for every commit: no loss, or one of one and a half margins? a release needs the proof without it',
    )
    .option(
      '--soak-pairs <n>',
      'soaks and conversations of each build per phone; from 3 on soaks decide too',
      blockCount(1),
      1,
    )
    .option(
      '--fail-fast',
      'skip what is left, on all phones, once a build crashes or answers wrongly beyond doubt',
    )
    .option('--gate <file>', 'what decides: a gate policy (default: each metric by its own definition)')
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--no-reference', 'leave out the reference run on this host');
