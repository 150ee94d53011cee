import type { PlannedStep } from '../../experiment/planned-step.ts';
import type { LaunchRecord, TrialRecord } from '../../measure/result.ts';
import { visible } from './written.ts';

/** One trial of a launch, as far as its prompt goes. */
export interface AskedTrial extends Pick<TrialRecord, 'case' | 'repetition' | 'scored'> {
  readonly launch: LaunchRecord;
}

/** What the model answered. */
export interface Answer extends AskedTrial {
  /** Greedy ids; null where the log does not say them. */
  readonly ids: readonly number[] | null;
  /** False: a fault cut it, and it is the start of an answer. */
  readonly whole: boolean;
  /** How many tokens it was ended at, whatever would have come next; null: it ended otherwise. */
  readonly limit: number | null;
}

const ENDED: readonly TrialRecord['finishReason'][] = ['length', 'stop'];
const SEPARATOR = '\u0000';

/**
 * All answers of some launches, by suite, case and repetition: the same key is the same prompt. Warm-ups are answers too.
 * @param isAsked which trials count
 */
export function answersOf(
  launches: readonly LaunchRecord[],
  isAsked: (trial: AskedTrial) => boolean,
): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const launch of launches) {
    for (const trial of launch.trials) {
      const asked = { launch, case: trial.case, repetition: trial.repetition, scored: trial.scored };
      if (!isAsked(asked)) continue;
      const limit = trial.finishReason === 'length' ? trial.plannedTokens : null;
      const answer = { ...asked, ids: idsOf(trial), whole: ENDED.includes(trial.finishReason), limit };
      // A trial that failed before its first id answered nothing.
      if (answer.ids === null && !answer.whole) continue;
      const key = [launch.planned.suite, trial.case, trial.repetition].join(SEPARATOR);
      answers.set(key, [...(answers.get(key) ?? []), answer]);
    }
  }
  return answers;
}

/** A trial that counted tokens and has no ids lost its line of ids; its answer is not empty. */
const idsOf = ({ ids, generatedTokens }: TrialRecord): readonly number[] | null =>
  ids?.length === 0 && generatedTokens > 0 ? null : ids;

/** An answer that others can be measured by. */
export const finished = ({ ids, whole }: Answer): boolean => ids !== null && whole;

/**
 * The index of the first id that differs; null for equal answers, for unknown ids, and for one that begins alike and was cut,
 * or was ended at another length (probes of a recovery are as long as a build is fast).
 */
export function differsAt(a: Answer, b: Answer): number | null {
  if (a.ids === null || b.ids === null) return null;
  const [first, second] = [a.ids, b.ids];
  const lengths = [...(isStart(a, b) ? [first.length] : []), ...(isStart(b, a) ? [second.length] : [])];
  const end = Math.min(Math.max(first.length, second.length), ...lengths);
  for (let i = 0; i < end; i++) if (first[i] !== second[i]) return i;
  return null;
}

/** Whether more would have come, as far as the other answer shows. */
const isStart = ({ whole, limit }: Answer, other: Answer): boolean =>
  !whole || (limit !== null && other.limit !== null && limit !== other.limit);

/** Without a repetition every trial of the case. */
type Asked = Pick<AskedTrial, 'launch' | 'case'> & Partial<Pick<AskedTrial, 'repetition'>>;

/** The plan of the trial's step; undefined for warm-ups and probes, which are the agent's own. */
export const stepOf = ({ launch, case: name }: Asked): PlannedStep | undefined =>
  launch.planned.steps.find((step) => step.case === name);

const LONGEST_PROMPT = 60;

const turnText = (turns: readonly { readonly text: string }[], { repetition = 0 }: Asked): string =>
  `turn ${repetition + 1}: ${turns[repetition % turns.length]?.text}`;

/** The prompt in few words. */
export function promptOf(asked: Asked): string {
  const prompt = stepOf(asked)?.prompt;
  if (!prompt) return `the prompt of the ${asked.case}`;
  if (prompt.kind === 'synthetic') return `${prompt.tokens} synthetic tokens`;
  return visible(prompt.kind === 'chat' ? prompt.text : turnText(prompt.turns, asked), LONGEST_PROMPT);
}
