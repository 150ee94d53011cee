import { z } from 'zod';
import type { Expectation } from '../../experiment/expectation.ts';
import type { LaunchRecord, Measurement } from '../../measure/result.ts';
import type { Pieces } from '../../protocol/piece.ts';
import { type Answer, answersOf, finished, promptOf, stepOf } from './answer.ts';
import { expectedText, meets } from './meets.ts';
import { sidesOn } from './sides.ts';
import { visible, writtenAnswer } from './written.ts';

/**
 * How one side answers a case: `mixed` from launch to launch, `unknown` where the run does not say what its tokens write,
 * `absent` without a whole answer.
 */
const outcomes = ['right', 'wrong', 'mixed', 'unknown', 'absent'] as const;
export type Outcome = (typeof outcomes)[number];

/** A case whose answer is known beforehand, on one phone. */
export const expectedAnswer = z.strictObject({
  device: z.string(),
  suite: z.string(),
  case: z.string(),
  prompt: z.string(),
  expected: z.string(),
  baseline: z.enum(outcomes),
  candidate: z.enum(outcomes),
  reference: z.enum(outcomes),
  /** The candidate's first answer that is wrong, else its first; null where it is not known. */
  text: z.string().nullable(),
});
export type ExpectedAnswer = z.infer<typeof expectedAnswer>;

/** What both builds and the reference answered to every case that expects something. */
export function expectedAnswers(measurement: Measurement): ExpectedAnswer[] {
  const { manifest } = measurement;
  const pieces = (role: string): Pieces | undefined =>
    measurement.pieces.get(manifest.builds.find((build) => build.role === role)?.model.sha256 ?? '');
  const [ofBaseline, ofCandidate] = [pieces('baseline'), pieces('candidate')];
  return manifest.sessions.flatMap(({ device }) => {
    const { baseline, candidate, reference } = sidesOn(measurement, device.id);
    return casesOf([...candidate, ...baseline]).map(({ launch, case: name, expect }) => {
      const of = (launches: readonly LaunchRecord[], own: Pieces | undefined): Told[] =>
        answersTo(launches, launch.planned.suite, name).map((answer) => toldOf(answer, expect, own));
      const given = of(candidate, ofCandidate);
      const shown = given.find(({ isRight }) => isRight === false) ?? given[0];
      return {
        device: device.id,
        suite: launch.planned.suite,
        case: name,
        prompt: promptOf({ launch, case: name }),
        expected: visible(expectedText(expect)),
        baseline: outcomeOf(of(baseline, ofBaseline)),
        candidate: outcomeOf(given),
        reference: outcomeOf(of(reference, ofCandidate)),
        text: shown?.text ?? null,
      };
    });
  });
}

interface ExpectingCase {
  readonly launch: LaunchRecord;
  readonly case: string;
  readonly expect: Expectation;
}

/** Each case once, in the order of the plan's first launch that has it. */
function casesOf(launches: readonly LaunchRecord[]): ExpectingCase[] {
  const found = new Map<string, ExpectingCase>();
  for (const launch of launches)
    for (const { case: name, expect } of launch.planned.steps) {
      const key = JSON.stringify([launch.planned.suite, name]);
      if (expect && !found.has(key)) found.set(key, { launch, case: name, expect });
    }
  return [...found.values()];
}

const answersTo = (launches: readonly LaunchRecord[], suite: string, name: string): Answer[] =>
  [
    ...answersOf(
      launches.filter(({ planned }) => planned.suite === suite),
      (trial) => trial.scored && trial.case === name && stepOf(trial) !== undefined,
    ).values(),
  ].flat();

/** One answer: null where it cannot be said. */
interface Told {
  readonly isRight: boolean | null;
  readonly text: string | null;
}

function toldOf(answer: Answer, expect: Expectation, pieces: Pieces | undefined): Told {
  const written = finished(answer) ? writtenAnswer(answer.ids ?? [], pieces) : null;
  if (written === null) return { isRight: null, text: null };
  return { isRight: meets(expect, written.text), text: visible(written.text) };
}

function outcomeOf(answers: readonly Told[]): Outcome {
  if (answers.length === 0) return 'absent';
  const kinds = new Set(answers.map(({ isRight }) => isRight));
  if (kinds.has(false)) return kinds.has(true) ? 'mixed' : 'wrong';
  return kinds.has(null) ? 'unknown' : 'right';
}
