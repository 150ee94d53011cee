import type { Rule } from './rule.ts';

export const timeOrder: Rule = {
  id: 'time-order',
  says: 't never falls from line to line, but for what was seen earlier: thermal, and environment at a change',
  check: (launch) =>
    launch.firstBroken(({ order }) =>
      order.fallingTimes > 0 ? 't is earlier than that of the line before' : null,
    ),
};
