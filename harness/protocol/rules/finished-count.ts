import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const finishedCount: Rule = {
  id: 'finished-count',
  says: 'agent.finished counts the lines up to itself',
  check: (launch) => (launch.isComplete ? saidBy(launch, 'event-count') : null),
};
