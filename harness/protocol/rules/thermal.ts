import type { Placed } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

export const thermal: Rule = {
  id: 'thermal',
  says: 'a thermal line is a transition: its state is another than that of the thermal line before, and its t is when it was seen',
  check(launch) {
    const lines = launch.of('thermal');
    if (lines.length === 0) return null;
    return lines.flatMap((placed, index) => problemOf(placed, lines[index - 1]));
  },
};

function problemOf({ line, event }: Placed<'thermal'>, before: Placed<'thermal'> | undefined): Violation[] {
  if (before === undefined) return [];
  if (event.state === before.event.state) return [{ line, words: `the state was ${event.state} already` }];
  return event.t < before.event.t ? [{ line, words: 'it was seen before the transition before it' }] : [];
}
