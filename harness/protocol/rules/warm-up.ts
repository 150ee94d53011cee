import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';

export const warmUp: Rule = {
  id: 'warm-up',
  says: 'prefill and decode are warmed up once, unscored, as case "warm-up", before the first scored trial',
  check: (launch) =>
    // A row of llama-bench is warmed up as llama-bench does it.
    launch.of('trial.started').some(({ event }) => event.scored && event.bench === undefined)
      ? saidBy(launch, 'warm-up-missing')
      : null,
};
