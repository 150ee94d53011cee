import type { Rule } from './rule.ts';

export const fields: Rule = {
  id: 'fields',
  says: 'every event of a known type has its fields, each of its kind; types that nobody knows yet are kept',
  check: ({ lines }) =>
    lines.flatMap(({ number, problem }) => (problem === null ? [] : [{ line: number, words: problem }])),
};
