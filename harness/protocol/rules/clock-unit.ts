import type { TrialRecord } from '../../measure/result.ts';
import { countersOf } from '../engine-counters.ts';
import { TokenTimes } from '../token-times.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

/** Counters and times may be of other moments; a thousandfold is another unit. */
const MOST_FACTOR = 30;
/** More than the memory of any phone or host brings, bytes a µs; a model of experts reads a part of its weights. */
const MOST_BYTES_PER_US = 1e6;
const LEAST_SHARE_READ = 1 / 20;
/** Two timers may fire for one that was late; a window adds a sample at its end. */
const MOST_SAMPLES_FACTOR = 3;
const FREE_SAMPLES = 10;

export const clockUnit: Rule = {
  id: 'clock-unit',
  says: 'times are microseconds: they fit the engine’s own timers, the size of the model, and the interval of the samples',
  check(launch) {
    const { trials } = launch.record;
    if (trials.length === 0) return null;
    const ofTrials = trials.flatMap((trial): Violation[] => {
      const words = againstCounters(trial) ?? againstSize(trial, launch.plan?.model.sizeBytes ?? null);
      return words === null ? [] : [{ line: launch.endOf(trial.trial), words }];
    });
    return [...ofTrials.slice(0, 1), ...againstSamples(launch)];
  },
};

function againstCounters(trial: TrialRecord): string | null {
  const { promptEvalMs = 0, evalMs = 0 } = countersOf(trial.engineStats);
  const countedUs = (promptEvalMs + evalMs) * 1000;
  const { durationUs } = new TokenTimes(trial);
  return countedUs > MOST_FACTOR * durationUs && durationUs > 0
    ? `the engine counted ${Math.round(countedUs)} µs, the tokens took ${durationUs}`
    : null;
}

/** Every token reads the weights; a token that came sooner than they can be read was stamped by another clock. */
function againstSize(trial: TrialRecord, sizeBytes: number | null): string | null {
  const times = new TokenTimes(trial);
  if (sizeBytes === null || trial.bundled || times.count < 2) return null;
  const leastUs = (sizeBytes * LEAST_SHARE_READ) / MOST_BYTES_PER_US;
  const meanUs = times.decodeUs / (times.count - 1);
  return meanUs < leastUs ? `a token took ${meanUs} µs, too little to read ${sizeBytes} bytes` : null;
}

function againstSamples({ plan, record: { memory, trials } }: CheckedLaunch): Violation[] {
  const [first, last] = [memory.tUs[0] ?? 0, memory.tUs.at(-1) ?? 0];
  if (!plan) return [];
  const lines = trials.length + FREE_SAMPLES;
  const due = (last - first) / (plan.memoryIntervalMs * 1000);
  const words = `${memory.tUs.length} samples stand in ${last - first} µs, one is due every ${plan.memoryIntervalMs} ms`;
  return memory.tUs.length > MOST_SAMPLES_FACTOR * due + lines ? [{ line: null, words }] : [];
}
