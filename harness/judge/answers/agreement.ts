import { z } from 'zod';
import type { LaunchRecord } from '../../measure/result.ts';
import type { Pieces } from '../../protocol/piece.ts';
import { mean } from '../../statistics/mean.ts';
import { must } from '../../statistics/must.ts';
import { type Answer, type AskedTrial, answersOf, finished } from './answer.ts';
import { untilMark } from './written.ts';

/** How the answers of two sides to the same prompts agree; null is what nobody can know. */
export const agreement = z.strictObject({
  /** Prompts that both sides answered. */
  answers: z.int(),
  /** Those whose answers are equal. */
  equalAnswers: z.int(),
  /** Prompts that both sides were asked, and of which one gave no whole answer with known ids. */
  unknownAnswers: z.int(),
  /** Greedy ids that are the other side's from the start, up to its end; mean of the prompts. */
  prefixPercent: z.number().nullable(),
  /** Answers that part, per cent of the tokens up to where they do: how often an id is decided otherwise. */
  partingPercent: z.number().nullable(),
  /** Cases of which both sides said how probable they find the same ids. */
  scoredCases: z.int(),
  /** Cases that both sides scored and that cannot be compared: other ids, or an id without a probability. */
  unlikeCases: z.int(),
  /** Positions with the same likeliest id. */
  topOnePercent: z.number().nullable(),
  /** Likelihood lost against the other side, nats a token; below 0 it is gained. */
  lossNats: z.number().nullable(),
});
export type Agreement = z.infer<typeof agreement>;

interface Asked {
  readonly isComparable: (trial: AskedTrial) => boolean;
  readonly pieces: Pieces | undefined;
}

/**
 * One side against the other, each prompt by its worst launch. Null without launches of both sides.
 * @param asked `pieces` are those of a model that both sides have: ids after the end of an answer are compared by nobody
 */
export function agreementOf(
  own: readonly LaunchRecord[],
  other: readonly LaunchRecord[],
  asked: Asked,
): Agreement | null {
  if (own.length === 0 || other.length === 0) return null;
  const compared = comparedPairs(own, other, asked);
  const pairs = compared.filter((pair) => pair !== null);
  const share = mean(pairs.map(shareOf));
  const parted = pairs.filter(({ common, longest }) => common < longest).length;
  const tokens = parted + pairs.reduce((sum, { common }) => sum + common, 0);
  return {
    answers: pairs.length,
    equalAnswers: pairs.length - parted,
    unknownAnswers: compared.length - pairs.length,
    prefixPercent: share === null ? null : 100 * share,
    partingPercent: tokens === 0 ? null : (100 * parted) / tokens,
    ...likelihood(own, other),
  };
}

/** Two answers to one prompt. */
interface ComparedPair {
  /** Ids that are equal from the start. */
  readonly common: number;
  /** Of the longer answer. */
  readonly longest: number;
}

const shareOf = ({ common, longest }: ComparedPair): number => (longest === 0 ? 1 : common / longest);

/** One a prompt that both sides were asked; null where an answer is not known. */
function comparedPairs(
  own: readonly LaunchRecord[],
  other: readonly LaunchRecord[],
  { isComparable, pieces }: Asked,
): (ComparedPair | null)[] {
  const scored = (trial: AskedTrial): boolean => trial.scored && isComparable(trial);
  const expected = answersOf(other, scored);
  return [...answersOf(own, scored)].flatMap(([key, answers]) => {
    const theirs = expected.get(key);
    if (!theirs) return [];
    const known = theirs.find(finished);
    if (!known || answers.some(({ ids }) => ids === null)) return [null];
    const pairs = answers.filter(finished).map((answer) => comparedAnswers(known, answer, pieces));
    return [pairs.sort((a, b) => shareOf(a) - shareOf(b))[0] ?? null];
  });
}

function comparedAnswers(known: Answer, answer: Answer, pieces: Pieces | undefined): ComparedPair {
  const [expected, ids] = [known, answer].map((each) => untilMark(each.ids ?? [], pieces));
  const longest = Math.max(expected?.length ?? 0, ids?.length ?? 0);
  let common = 0;
  while (common < longest && expected?.[common] === ids?.[common]) common++;
  return { common, longest };
}

type Scores = LaunchRecord['scores'][number];
type Likelihood = Pick<Agreement, 'scoredCases' | 'unlikeCases' | 'topOnePercent' | 'lossNats'>;

function likelihood(own: readonly LaunchRecord[], other: readonly LaunchRecord[]): Likelihood {
  const expected = scoresOf(other);
  const pairs = [...scoresOf(own)].flatMap(([key, given]) => {
    const [known] = expected.get(key) ?? [];
    return known ? [given.map((scores) => comparedScores(scores, known))] : [];
  });
  const cases = pairs.flatMap((given) => {
    const readable = given.filter((each) => each !== null);
    if (readable.length < given.length) return [];
    return [must(readable.sort((a, b) => b.loss - a.loss)[0], 'a launch')];
  });
  const positions = cases.reduce((sum, each) => sum + each.positions, 0);
  const share = (part: 'same' | 'loss'): number | null =>
    positions === 0 ? null : cases.reduce((sum, each) => sum + each[part], 0) / positions;
  const same = share('same');
  return {
    scoredCases: cases.length,
    unlikeCases: pairs.length - cases.length,
    topOnePercent: same === null ? null : 100 * same,
    lossNats: share('loss'),
  };
}

/** By suite and case, one a launch. */
function scoresOf(launches: readonly LaunchRecord[]): Map<string, Scores[]> {
  const found = new Map<string, Scores[]>();
  for (const { planned, scores } of launches)
    for (const each of scores) {
      const key = JSON.stringify([planned.suite, each.case]);
      found.set(key, [...(found.get(key) ?? []), each]);
    }
  return found;
}

/** Sums over the positions of one text; null where the ids differ, or an id has no probability. */
function comparedScores(
  own: Scores,
  other: Scores,
): { readonly positions: number; readonly same: number; readonly loss: number } | null {
  const isSame = own.ids.length === other.ids.length && own.ids.every((id, i) => id === other.ids[i]);
  const positions = other.logProbabilities.length;
  if (!isSame || own.logProbabilities.length !== positions || positions === 0) return null;
  let loss = 0;
  for (const [i, theirs] of other.logProbabilities.entries()) {
    const mine = own.logProbabilities[i] ?? null;
    if (theirs === null || mine === null) return null;
    loss += theirs - mine;
  }
  return { positions, same: own.likeliest.filter((id, i) => id === other.likeliest[i]).length, loss };
}
