import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const modelDigest: Rule = {
  id: 'model-digest',
  says: 'the agent hashes the model file that it measured, and says so in model.digest',
  check: (launch) =>
    launch.isComplete && launch.plan?.model.sha256 !== null ? saidBy(launch, 'model-unknown') : null,
};
