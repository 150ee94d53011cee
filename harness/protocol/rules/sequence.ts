import type { Rule } from './rule.ts';

export const sequence: Rule = {
  id: 'sequence',
  says: 'seq counts the lines from 0, and leaves none out',
  check({ lines }) {
    // A line that cannot be read counts as the number that belongs there.
    let expected = 0;
    return lines.flatMap(({ number, value }) => {
      const due = expected;
      const seq = value?.['seq'] ?? due;
      expected = typeof seq === 'number' ? seq + 1 : due + 1;
      return seq === due ? [] : [{ line: number, words: `seq is ${JSON.stringify(seq)}, due was ${due}` }];
    });
  },
};
