import { TokenTimes } from '../token-times.ts';
import type { Placed } from './checked-launch.ts';
import type { Rule } from './rule.ts';

/** Times may be rounded one by one. */
const ROUNDING_US = 1000;

/** Lines that are stamped with what they saw, not with when they were written; a fault may be a warning of the system. */
const isStampedEarlier = ({ event }: Placed): boolean =>
  event.type === 'trial.started' ||
  event.type === 'tokens' ||
  event.type === 'thermal' ||
  event.type === 'fault' ||
  (event.type === 'environment' && event.at === 'change');

export const quietWindows: Rule = {
  id: 'quiet-windows',
  says: 'no line is written while a trial is measured: what is seen in it waits until its last token has come',
  check(launch) {
    const windows = launch.record.trials.map((trial) => ({
      trial: trial.trial,
      startUs: trial.t0 + ROUNDING_US,
      endUs: new TokenTimes(trial).endUs - ROUNDING_US,
    }));
    if (windows.length === 0) return null;
    return launch.events.flatMap((placed) => {
      const { line, event } = placed;
      if (isStampedEarlier(placed)) return [];
      const inside = windows.find(
        ({ trial, startUs, endUs }) =>
          event.t > startUs && event.t < endUs && !(event.type === 'trial.finished' && event.trial === trial),
      );
      return inside ? [{ line, words: `${event.type} was written inside trial ${inside.trial}` }] : [];
    });
  },
};
