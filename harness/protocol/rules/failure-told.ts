import type { Rule } from './rule.ts';
import { statusIn } from './status-in.ts';

export const failureTold: Rule = {
  id: 'failure-told',
  says: 'a launch that failed leaves a fault as its last line, and no agent.finished',
  check(launch) {
    if (statusIn(launch.status)?.state !== 'failed') return null;
    const last = launch.events.at(-1);
    return last?.event.type === 'fault'
      ? []
      : [{ line: last?.line ?? null, words: 'the status is failed, and the log does not say why' }];
  },
};
