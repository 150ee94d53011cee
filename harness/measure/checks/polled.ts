import { isPolled } from '../polled-trials.ts';
import type { LaunchCheck } from './check.ts';

/** The trials themselves are left out where their values are computed. */
export const polledCheck: LaunchCheck = {
  code: 'polled',
  rule: 'the harness sends nothing to the phone while a trial runs; a trial that a command fell into gives no value',
  effect: 'note',
  find({ trials }) {
    const polled = trials.filter(isPolled);
    return polled.length > 0
      ? `${polled.length} of ${trials.length} trials give no value: ${polled[0]?.invalid ?? ''}`
      : null;
  },
};
