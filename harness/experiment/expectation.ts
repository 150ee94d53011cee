import { z } from 'zod';

/** Longest pattern; what it is held against is one answer. */
const LONGEST_PATTERN = 300;

/** A group that repeats may repeat inside, too: such a pattern can take exponential time on an answer that does not match. */
const REPEATED_GROUP = /(?<!\\)\)[*+{]/;

const pattern = z
  .string()
  .min(1)
  .max(LONGEST_PATTERN)
  .refine(compiles, 'a regular expression')
  .refine((text) => !REPEATED_GROUP.test(text), 'a pattern without groups that repeat');

function compiles(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Beyond it a number of JSON is read as its neighbour, and a wrong digit would not be seen. */
const isExact = (value: unknown): boolean => {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every(isExact);
};

/** What the answer to a case must be, so that a wrong digit is seen: a text that it holds, a value of JSON, or a pattern. */
export const expectation = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({
    json: z.json().refine(isExact, 'numbers that a double holds exactly; write longer ones as texts'),
  }),
  z.strictObject({ pattern }),
]);
export type Expectation = z.infer<typeof expectation>;
