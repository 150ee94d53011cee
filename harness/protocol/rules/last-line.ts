import type { Rule } from './rule.ts';

export const lastLine: Rule = {
  id: 'last-line',
  says: 'nothing follows agent.finished',
  check(launch) {
    const [end] = launch.of('agent.finished');
    if (!end) return null;
    return launch.lines
      .filter(({ number }) => number > end.line)
      .slice(0, 1)
      .map(({ number }) => ({ line: number, words: 'stands after the end' }));
  },
};
