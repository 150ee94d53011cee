import { longestMemoryGapUs, MOST_SAMPLE_GAP_US } from '../../measure/memory-gap.ts';
import { greatest } from '../../statistics/extremes.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import { isPhone } from './is-phone.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

export const memorySpacing: Rule = {
  id: 'memory-spacing',
  says: 'memory is sampled every memoryIntervalMs while the model loads and while trials run, or the kernel reports its own peak; on a host that is busy a sample may be late',
  check(launch) {
    if (launch.of('memory').length === 0) return null;
    return [...inLoad(launch), ...inTrials(launch)];
  },
};

const words = (gapUs: number, when: string): string =>
  `memory was not looked at for ${Math.round(gapUs / 1000)} ms of ${when}`;

/** So many times later comes a sample on a host whose processors others use; a sampler that does not run never comes. */
const MOST_LATE_ON_HOST = 20;

const mostGapUs = (launch: CheckedLaunch): number =>
  isPhone(launch) ? MOST_SAMPLE_GAP_US : MOST_LATE_ON_HOST * MOST_SAMPLE_GAP_US;

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
  return gapUs > mostGapUs(launch) ? [{ line, words: words(gapUs, 'the load') }] : [];
}

function inTrials(launch: CheckedLaunch): Violation[] {
  const { record } = launch;
  return record.trials.flatMap((trial) => {
    const gapUs = longestMemoryGapUs({ ...record, trials: [trial] }) ?? 0;
    return gapUs > mostGapUs(launch)
      ? [{ line: launch.endOf(trial.trial), words: words(gapUs, `trial ${trial.trial}`) }]
      : [];
  });
}
