import { expect, test } from 'vitest';
import { z } from 'zod';
import { schemaProblem } from './schema-problem.ts';

const schema = z.strictObject({
  title: z.string(),
  phones: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('real'), udid: z.string() }),
      z.strictObject({ kind: z.literal('virtual'), profile: z.string() }),
    ]),
  ),
});
const problem = (value: unknown): string => {
  const { error } = schema.safeParse(value);
  if (!error) throw new Error('it is valid');
  return schemaProblem(error, schema);
};
const phones = [{ kind: 'virtual', profile: 'A16' }];

test.each([
  ['a missing key', { phones }, '$.title is missing'],
  ['another type', { title: 3, phones }, '$.title: expected string, received number'],
  ['another document', [], '$: expected object, received array'],
  ['a mistyped key', { titel: 'x', phones }, '$ has an unknown key "titel"; did you mean "title"?'],
  [
    'a key that is known in another place alone',
    { title: 'x', phones, profile: 'A16' },
    '$ has an unknown key "profile"; known here: title, phones',
  ],
  [
    'a key of another kind',
    { title: 'x', phones: [{ kind: 'virtual', profile: 'A16', udid: 'x' }] },
    '$.phones[0] has the key "udid", which belongs to another kind',
  ],
])('%s', (_, value, sentence) => {
  expect(problem(value)).toBe(sentence);
});
