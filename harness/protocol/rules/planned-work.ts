import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const plannedWork: Rule = {
  id: 'planned-work',
  says: 'the trials are those of the plan: each case in its place, so often, with the planned lengths of prompt and answer',
  check: (launch) => (launch.of('trial.started').length === 0 ? null : saidBy(launch, 'work-differs')),
};
