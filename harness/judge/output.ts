import { z } from 'zod';
import type { PlannedDevice } from '../experiment/manifest.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';
import type { Pieces } from '../protocol/piece.ts';
import { must } from '../statistics/must.ts';
import { type Answer, type AskedTrial, answersOf, differsAt, finished, promptOf } from './answers/answer.ts';
import { comparablePrompts, expectedPair } from './answers/expected-pair.ts';
import { type Sides, sidesOn } from './answers/sides.ts';
import { writtenAround } from './answers/written.ts';

/** The first token at which the candidate answers otherwise than the baseline. */
export const outputDifference = z.strictObject({
  suite: z.string(),
  case: z.string(),
  prompt: z.string(),
  /** From 0; the length of the shorter answer where one is the start of the other. */
  tokenIndex: z.int(),
  /** Null: the answer had ended. */
  baselineId: z.int().nullable(),
  candidateId: z.int().nullable(),
  /** Some tokens of both answers around the difference; null where the run does not say what its tokens write. */
  baselineText: z.string().nullable(),
  candidateText: z.string().nullable(),
});
export type OutputDifference = z.infer<typeof outputDifference>;

/** What both builds answered on one phone. The same model and settings decode greedily to the same ids. */
export const outputComparison = z.strictObject({
  device: z.string(),
  casesCompared: z.int(),
  casesDiffering: z.int(),
  /** Cases with an answer whose ids one side does not say: nobody knows whether they are alike. */
  casesUnknown: z.int(),
  first: outputDifference.nullable(),
  /** Cases that the baseline itself answers otherwise from launch to launch. */
  unstableCases: z.int(),
  /** Why a difference proves nothing against the candidate; null: it does. */
  doubt: z.string().nullable(),
});
export type OutputComparison = z.infer<typeof outputComparison>;

/** Greedy ids of both builds, phone by phone. Empty where other answers are to be expected: another model, other settings. */
export function compareOutputs(measurement: Measurement): OutputComparison[] {
  const { manifest, pieces } = measurement;
  const pair = expectedPair(manifest);
  if (pair?.kind !== 'equal') return [];
  const told: Told = {
    isComparable: comparablePrompts(pair),
    pieces: pieces.get(pair.candidate.model.sha256),
  };
  return manifest.sessions.map(({ device }) =>
    compareOnDevice(device, sidesOn(measurement, device.id), told),
  );
}

/** What the plan and the vocabulary say of answers. */
interface Told {
  readonly isComparable: (trial: AskedTrial) => boolean;
  /** Of the one model that both builds have. */
  readonly pieces: Pieces | undefined;
}

interface Difference {
  readonly asked: Answer;
  readonly expected: Answer;
  readonly tokenIndex: number;
  /** The baseline gave this answer once: whether it always does is not known. */
  readonly once: boolean;
}

function compareOnDevice(
  device: PlannedDevice,
  sides: Sides,
  { isComparable, pieces }: Told,
): OutputComparison {
  const baseline = answersOf(sides.baseline, isComparable);
  const candidate = answersOf(sides.candidate, isComparable);
  const both = [...candidate].flatMap(([key, answers]) => {
    const known = (baseline.get(key) ?? []).filter(finished);
    return known.length > 0 ? [{ baseline: known, candidate: answers }] : [];
  });
  const differences = both.flatMap(differenceIn);
  const unstable = both.filter(({ baseline: answers }) => isUnstable(answers));
  const known = differences.filter(({ once }) => !once);
  const worst = firstScored(known) ?? firstScored(differences);
  // A suite that only one build runs, such as a single soak, has no answers to compare.
  const suites = [baseline, candidate].map(suitesIn);
  const onBothSides = [...baseline.values(), ...candidate.values()]
    .flat()
    .filter(({ launch }) => suites.every((suite) => suite.has(launch.planned.suite)));
  const compared = casesOf(both.flatMap(({ candidate: answers }) => answers.filter(finished)));
  return {
    device: device.id,
    casesCompared: compared.size,
    casesDiffering: casesOf(differences.map(({ asked }) => asked)).size,
    casesUnknown: unknownCases(onBothSides, compared),
    first: worst ? told(worst, pieces) : null,
    unstableCases: new Set(unstable.map(({ baseline: [answer] }) => answer && nameOf(answer))).size,
    doubt: doubtAbout(sides, unstable.length > 0, worst?.once ?? false),
  };
}

const suitesIn = (answers: ReadonlyMap<string, readonly Answer[]>): Set<string> =>
  new Set([...answers.values()].flat().map(({ launch }) => launch.planned.suite));

const nameOf = ({ launch, case: name }: AskedTrial): string => `${launch.planned.suite}/${name}`;

/** Scored cases alone: warm-ups are compared too, and counted nowhere. */
const casesOf = (trials: readonly AskedTrial[]): Set<string> =>
  new Set(trials.filter(({ scored }) => scored).map(nameOf));

/** Asked on some side and compared on none, or answered somewhere without ids. */
function unknownCases(answers: readonly Answer[], compared: ReadonlySet<string>): number {
  const scored = answers.filter((answer) => answer.scored);
  const silent = scored.filter(({ ids }) => ids === null);
  const uncompared = scored.filter((answer) => !compared.has(nameOf(answer)));
  return casesOf([...silent, ...uncompared]).size;
}

const isUnstable = ([first, ...rest]: readonly Answer[]): boolean =>
  rest.some((answer) => differsAt(must(first, 'an answer'), answer) !== null);

/** A candidate's answer that no launch of the baseline gave. */
function differenceIn({
  baseline,
  candidate,
}: Record<'baseline' | 'candidate', readonly Answer[]>): Difference[] {
  const other = candidate.find((answer) => baseline.every((known) => differsAt(known, answer) !== null));
  const [expected] = baseline;
  if (!other || !expected) return [];
  const tokenIndex = must(differsAt(expected, other), 'a difference');
  return [{ asked: other, expected, tokenIndex, once: baseline.length < 2 }];
}

/** A scored case says more to a reader than a warm-up does. */
const firstScored = (differences: readonly Difference[]): Difference | undefined =>
  differences.find(({ asked }) => asked.scored) ?? differences[0];

/** A difference as it is told: where, and what both sides wrote there. */
function told({ asked, expected, tokenIndex }: Difference, pieces: Pieces | undefined): OutputDifference {
  const around = ({ ids }: Answer): string | null => writtenAround(ids ?? [], tokenIndex, pieces);
  return {
    suite: asked.launch.planned.suite,
    case: asked.case,
    prompt: promptOf(asked),
    tokenIndex,
    baselineId: expected.ids?.[tokenIndex] ?? null,
    candidateId: asked.ids?.[tokenIndex] ?? null,
    baselineText: around(expected),
    candidateText: around(asked),
  };
}

function doubtAbout(sides: Sides, isUnstableBaseline: boolean, isKnownOnce: boolean): string | null {
  if (isUnstableBaseline) return 'the baseline itself answers otherwise from launch to launch';
  if (isKnownOnce) return 'the baseline answered once: whether it always answers so is not known';
  const [before, after] = [backendsOf(sides.baseline), backendsOf(sides.candidate)];
  return before === after ? null : `the baseline ran on ${before}, the candidate on ${after}`;
}

const backendsOf = (launches: readonly LaunchRecord[]): string =>
  [...new Set(launches.map(({ load }) => load?.backend ?? '?'))].sort().join(', ');
