import type { Expectation } from '../../experiment/expectation.ts';

/** Whether an answer is what its case expects. */
export function meets(expected: Expectation, answer: string): boolean {
  if ('text' in expected) return holds(answer, expected.text);
  if ('pattern' in expected) return new RegExp(expected.pattern, 'u').test(answer);
  return jsonIn(answer).some((value) => isEqual(value, expected.json));
}

/** What was expected, in words. */
export const expectedText = (expected: Expectation): string =>
  'text' in expected
    ? expected.text
    : 'pattern' in expected
      ? `/${expected.pattern}/`
      : JSON.stringify(expected.json);

/** The text is there by itself: `2033-01-10` is not in `2033-01-100`. */
function holds(answer: string, text: string): boolean {
  const [first, last] = [firstOf(text), lastOf(text)];
  for (let at = answer.indexOf(text); at !== -1; at = answer.indexOf(text, at + 1)) {
    const isJoined =
      joined(lastOf(answer.slice(0, at)), first) || joined(last, firstOf(answer.slice(at + text.length)));
    if (!isJoined) return true;
  }
  return false;
}

const firstOf = (text: string): string => [...text.slice(0, 2)][0] ?? '';
const lastOf = (text: string): string => [...text.slice(-2)].at(-1) ?? '';

/** Scripts without spaces between words have no such edge. */
const joined = (before: string, after: string): boolean => WORD.test(before) && WORD.test(after);
const WORD = /^[\p{Nd}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Extended_Pictographic}]$/u;

/** The value that the answer is, or that stands in it, be it between other words or in a code fence. */
function jsonIn(answer: string): unknown[] {
  const start = answer.search(/[[{]/);
  const end = Math.max(answer.lastIndexOf(']'), answer.lastIndexOf('}')) + 1;
  return [answer, ...(start >= 0 && end > start ? [answer.slice(start, end)] : [])].flatMap(parsed);
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** Equal values; the order of keys means nothing. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [first, second] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    first.length === second.size &&
    first.every(([key, value]) => second.has(key) && isEqual(value, second.get(key)))
  );
}
