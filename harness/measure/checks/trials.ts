import { TokenTimes } from '../../protocol/token-times.ts';
import { clockJumped, JUMP_FACTOR, JUMP_US } from '../clock-jump.ts';
import { longestMemoryGapUs, MOST_SAMPLE_GAP_US } from '../memory-gap.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** Times may be rounded one by one. */
const ROUNDING_US = 1000;

const scored = ({ trials }: LaunchRecord): readonly TrialRecord[] => trials.filter((trial) => trial.scored);

export const trialChecks: readonly LaunchCheck[] = [
  {
    code: 'invalid-trials',
    rule: 'every scored trial is valid; one that is not stays in the result without a value',
    effect: 'note',
    find(launch) {
      const invalid = scored(launch).filter((trial) => trial.invalid !== null);
      return invalid.length > 0
        ? `${invalid.length} trials give no value: ${invalid[0]?.invalid ?? ''}`
        : null;
    },
  },
  {
    code: 'cache-unknown',
    rule: 'the engine reports how many prompt tokens came from a cache; otherwise only an implausibly fast prefill betrays it',
    effect: 'note',
    find(launch) {
      const unreported = scored(launch).filter((trial) => trial.cachedTokens === null).length;
      return unreported > 0
        ? `${unreported} trials do not report whether their prompt came from a cache`
        : null;
    },
  },
  {
    code: 'warm-up-missing',
    rule: 'prefill and decode are warmed up once, unscored, before the first scored trial',
    effect: 'excludes',
    find({ trials }) {
      const first = trials.findIndex((trial) => trial.scored);
      if (first < 0) return null;
      const warmUps = trials.slice(0, first);
      if (warmUps.length === 0) return 'the first trial was scored: nothing was warmed up';
      return warmUps.some((trial) => trial.generatedTokens >= 2)
        ? null
        : 'the warm-up generated no second token: decoding was not warmed up';
    },
  },
  {
    code: 'bundled-tokens',
    rule: 'every token has its own time: how many came at once is read from the times alone, so that their speed proves nothing',
    effect: 'doubts',
    find(launch) {
      const bundled = scored(launch).filter((trial) => trial.bundled).length;
      return bundled > 0 ? `${bundled} trials handed over several tokens at once` : null;
    },
  },
  {
    code: 'clock-backwards',
    rule: 'the clock never runs backwards',
    effect: 'excludes',
    find({ trials }) {
      const turned = trials.some((trial, i) => i > 0 && trial.t0 < (trials[i - 1]?.t0 ?? 0));
      return turned ? 'a trial began before the one before it: the clock ran backwards' : null;
    },
  },
  {
    code: 'trials-overlap',
    rule: 'a trial begins when the one before it has ended',
    effect: 'excludes',
    find({ trials }) {
      const late = trials.find((trial, i) => {
        const before = trials[i - 1];
        return before !== undefined && trial.t0 < new TokenTimes(before).endUs - ROUNDING_US;
      });
      return late ? `trial ${late.trial} began before the tokens of the one before it had come` : null;
    },
  },
  {
    code: 'clock-jump',
    rule: `no token takes ${JUMP_US / 1e6} s and ${JUMP_FACTOR} times its neighbours: a jumped clock or a suspended app`,
    effect: 'excludes',
    find({ trials }) {
      const jumped = trials.find(clockJumped);
      return jumped ? `a token of trial ${jumped.trial} took more than ${JUMP_US / 1e6} s` : null;
    },
  },
  {
    code: 'coarse-memory',
    rule: 'memory is sampled at most 100 ms apart during trials, or the kernel reports its own peak',
    effect: 'note',
    find(launch) {
      const gapUs = longestMemoryGapUs(launch) ?? 0;
      return launch.memory.tUs.length > 0 && gapUs > MOST_SAMPLE_GAP_US
        ? `memory was not looked at for up to ${Math.round(gapUs / 1000)} ms: a peak may be missed`
        : null;
    },
  },
];
