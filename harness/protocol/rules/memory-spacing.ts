import { longestMemoryGapUs, MOST_SAMPLE_GAP_US } from '../../measure/memory-gap.ts';
import { greatest } from '../../statistics/extremes.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

export const memorySpacing: Rule = {
  id: 'memory-spacing',
  says: 'memory is sampled every memoryIntervalMs while the model loads and while trials run, or the kernel reports its own peak',
  check(launch) {
    if (launch.of('memory').length === 0) return null;
    return [...inLoad(launch), ...inTrials(launch)];
  },
};

const words = (gapUs: number, when: string): string =>
  `memory was not looked at for ${Math.round(gapUs / 1000)} ms of ${when}`;

/** The spike of a load is short: a sampler that is started after it sees nothing. */
function inLoad(launch: CheckedLaunch): Violation[] {
  const [loaded] = launch.of('model.loaded');
  const { memory } = launch.record;
  if (!loaded || memory.kernelPeakBytes !== null) return [];
  const { line, event } = loaded;
  const [startUs, endUs] = [event.t - event.loadUs, event.t];
  const inside = memory.tUs.filter((tUs) => tUs > startUs && tUs < endUs);
  const moments = [startUs, ...inside, endUs];
  const gapUs = greatest(moments.map((tUs, index) => tUs - (moments[index - 1] ?? tUs))) ?? 0;
  return gapUs > MOST_SAMPLE_GAP_US ? [{ line, words: words(gapUs, 'the load') }] : [];
}

function inTrials(launch: CheckedLaunch): Violation[] {
  const { record } = launch;
  return record.trials.flatMap((trial) => {
    const gapUs = longestMemoryGapUs({ ...record, trials: [trial] }) ?? 0;
    return gapUs > MOST_SAMPLE_GAP_US
      ? [{ line: launch.endOf(trial.trial), words: words(gapUs, `trial ${trial.trial}`) }]
      : [];
  });
}
