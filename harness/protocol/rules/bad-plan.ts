import type { Rule } from './rule.ts';

export const badPlan: Rule = {
  id: 'bad-plan',
  says: 'a plan that breaks the protocol, also by a field that nobody knows, is refused with a fault before anything is measured',
  check(launch) {
    if (!launch.isPlanBroken) return null;
    const [trial] = launch.of('trial.started');
    if (trial) return [{ line: trial.line, words: 'a trial begins although plan.json breaks the protocol' }];
    return launch.of('fault').length > 0
      ? []
      : [{ line: null, words: 'no fault says that plan.json breaks the protocol' }];
  },
};
