import type { Rule } from './rule.ts';

export const firstLine: Rule = {
  id: 'first-line',
  says: 'the log begins with agent.started, and has it once',
  check(launch) {
    const [first] = launch.events;
    if (first === undefined) return [{ line: null, words: 'the log has no event that can be read' }];
    const late =
      first.event.type === 'agent.started' ? [] : [{ line: first.line, words: `is ${first.event.type}` }];
    const again = launch.of('agent.started').slice(1);
    return [
      ...late,
      ...again.map(({ line }) => ({ line, words: 'begins the log anew: an older one was not removed' })),
    ];
  },
};
