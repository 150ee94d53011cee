import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const modelHash: Rule = {
  id: 'model-hash',
  says: 'a launch is measured with the model that was planned: its hash, as read from the device, is the plan’s, or no trial begins',
  check(launch) {
    if (launch.of('model.loaded').length === 0 || launch.plan?.model.sha256 === null) return null;
    const found = saidBy(launch, 'model-differs');
    return launch.of('trial.started').length === 0 ? found && [] : found;
  },
};
