import { clockJumped, JUMP_FACTOR, JUMP_US } from '../clock-jump.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** A peak between two samples further apart than this is missed. */
const MOST_SAMPLE_GAP_US = 250_000;

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
    rule: 'every token has its own time; bundles give no inter-token percentiles',
    effect: 'note',
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
    find({ memory, trials }) {
      const last = trials.at(-1);
      if (memory.kernelPeakBytes !== null || !last) return null;
      const gap = memory.tUs.reduce((most, tUs, i) => Math.max(most, tUs - (memory.tUs[i - 1] ?? tUs)), 0);
      return gap > MOST_SAMPLE_GAP_US
        ? `memory samples are up to ${Math.round(gap / 1000)} ms apart: the peak of a load may be missed`
        : null;
    },
  },
];
