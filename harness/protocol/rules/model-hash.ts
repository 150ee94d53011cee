import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const modelHash: Rule = {
  id: 'model-hash',
  says: 'a launch is measured with the model that was planned: its hash, as read from the device, is the plan’s',
  check: (launch) =>
    launch.of('model.loaded').length === 0 || launch.plan?.model.sha256 === null
      ? null
      : saidBy(launch, 'model-differs'),
};
