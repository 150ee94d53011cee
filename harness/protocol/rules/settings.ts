import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const settings: Rule = {
  id: 'settings',
  says: 'model.loaded repeats every engine setting of the plan, and the engine runs with these',
  check(launch) {
    if (launch.of('model.loaded').length === 0) return null;
    const differ = saidBy(launch, 'settings-differ');
    return differ?.length === 0 ? saidBy(launch, 'settings-unknown') : differ;
  },
};
