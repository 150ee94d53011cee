import type { Rule } from './rule.ts';

export const wholeLines: Rule = {
  id: 'whole-lines',
  says: 'every line of the log is one JSON object, and the last one has its newline, also where the agent was killed',
  check({ lines, endsWhole }) {
    const broken = lines
      .filter(({ value }) => value === null)
      .map(({ number }) => ({ line: number, words: 'is not a JSON object' }));
    return endsWhole ? broken : [...broken, { line: lines.length + 1, words: 'has no end' }];
  },
};
