import type { Pieces } from '../../protocol/piece.ts';
import { writtenAnswer } from './written.ts';

/** What is wrong with an answer whatever was asked, worst first. */
export const flaws = ['empty', 'not-utf8', 'one-character', 'loop'] as const;
export type Flaw = (typeof flaws)[number];

/** Such an answer writes one character and nothing else; fewer of them may be an answer, as “3” or “...” are. */
const FEWEST_CHARACTERS = 8;

/**
 * A loop fills the end of an answer: half of it, sixteen tokens, and four rounds at least. Lists, tables and refrains repeat
 * their form and not every token; a counting rhyme does not fill half an answer with one line.
 */
const LEAST_SHARE = 0.5;
const FEWEST_TOKENS = 16;
const FEWEST_ROUNDS = 4;
/** Tokens of the longest round that is looked for: two or three lines of text. */
const LONGEST_ROUND = 48;

/**
 * The first flaw of one whole answer; null for a sound one.
 * @param pieces without them an answer is judged by its ids alone: a mark between turns is not known then
 */
export function flawOf(ids: readonly number[], pieces: Pieces | undefined): Flaw | null {
  const written = writtenAnswer(ids, pieces);
  if (written === null) return ids.length === 0 ? 'empty' : loopFlaw(ids);
  const text = written.text.trim();
  if (text === '') return 'empty';
  if (!written.isUtf8) return 'not-utf8';
  const characters = [...text.replace(/\s/gu, '')];
  if (characters.length >= FEWEST_CHARACTERS && new Set(characters).size === 1) return 'one-character';
  // A model that repeats itself and stops by itself was asked to, or counts.
  return written.ended ? null : loopFlaw(written.ids);
}

const loopFlaw = (ids: readonly number[]): Flaw | null => (isLoop(ids) ? 'loop' : null);

function isLoop(ids: readonly number[]): boolean {
  const fewest = Math.max(FEWEST_TOKENS, ids.length * LEAST_SHARE);
  for (let round = 1; round <= Math.min(LONGEST_ROUND, ids.length / FEWEST_ROUNDS); round++) {
    const repeated = repeatedTail(ids, round);
    if (repeated >= fewest && repeated >= FEWEST_ROUNDS * round) return true;
  }
  return false;
}

/** Tokens at the end that repeat a round of this length, the first round included. */
function repeatedTail(ids: readonly number[], round: number): number {
  let start = ids.length - round;
  while (start > 0 && ids[start - 1] === ids[start - 1 + round]) start--;
  return ids.length - start;
}
