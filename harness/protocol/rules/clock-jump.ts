import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const clockJump: Rule = {
  id: 'clock-jump',
  says: 'the clock runs on while tokens are made: none takes ten seconds and a hundred times its neighbours',
  check: (launch) => (launch.record.trials.length === 0 ? null : saidBy(launch, 'clock-jump')),
};
