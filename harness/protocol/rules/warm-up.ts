import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const warmUp: Rule = {
  id: 'warm-up',
  says: 'prefill and decode are warmed up once, unscored, as case "warm-up", before the first scored trial',
  check: (launch) =>
    launch.of('trial.started').some(({ event }) => event.scored) ? saidBy(launch, 'warm-up-missing') : null,
};
