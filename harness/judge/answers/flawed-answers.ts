import { z } from 'zod';
import type { LaunchRecord, Measurement } from '../../measure/result.ts';
import type { Pieces } from '../../protocol/piece.ts';
import { type Answer, answersOf, finished, promptOf, stepOf } from './answer.ts';
import { flawOf, flaws } from './flaw.ts';
import { sidesOn } from './sides.ts';
import { visible, writtenAnswer } from './written.ts';

/** An answer of the candidate that is none, whatever was asked. */
export const flawedAnswer = z.strictObject({
  device: z.string(),
  suite: z.string(),
  case: z.string(),
  prompt: z.string(),
  flaw: z.enum(flaws),
  /** Its beginning; null where the run does not say what its tokens write. */
  text: z.string().nullable(),
  /** Whose sound answers show that the question can be answered; null: nobody's are. */
  soundOf: z.enum(['baseline', 'reference']).nullable(),
  /** Whether anybody else answered the question at all. */
  isAlone: z.boolean(),
});
export type FlawedAnswer = z.infer<typeof flawedAnswer>;

/** Flawed answers to questions, a case once; what follows on seeded ids is nobody's answer. */
export function flawedAnswers(measurement: Measurement): FlawedAnswer[] {
  const { manifest } = measurement;
  const model = (role: string): Pieces | undefined =>
    measurement.pieces.get(manifest.builds.find((build) => build.role === role)?.model.sha256 ?? '');
  const [ofBaseline, ofCandidate] = [model('baseline'), model('candidate')];
  return manifest.sessions.flatMap(({ device }) => {
    const sides = sidesOn(measurement, device.id);
    const baseline = casesOf(sides.baseline);
    const reference = casesOf(sides.reference);
    return [...casesOf(sides.candidate)].flatMap(([key, answers]) => {
      const flawed = answers.find(({ ids }) => flawOf(ids ?? [], ofCandidate) !== null);
      if (!flawed) return [];
      const others = [
        { name: 'baseline' as const, answers: baseline.get(key) ?? [], pieces: ofBaseline },
        { name: 'reference' as const, answers: reference.get(key) ?? [], pieces: ofCandidate },
      ].filter((other) => other.answers.length > 0);
      const [judge] = others;
      const isSound = judge?.answers.every(({ ids }) => flawOf(ids ?? [], judge.pieces) === null) ?? false;
      return [
        {
          device: device.id,
          ...told(flawed, ofCandidate),
          soundOf: judge && isSound ? judge.name : null,
          isAlone: others.length === 0,
        },
      ];
    });
  });
}

/** Whole scored answers to questions, by suite and case. */
function casesOf(launches: readonly LaunchRecord[]): Map<string, Answer[]> {
  const found = new Map<string, Answer[]>();
  const isQuestion = (asked: Parameters<typeof stepOf>[0]): boolean => stepOf(asked)?.prompt.kind === 'chat';
  for (const answers of answersOf(launches, (trial) => trial.scored && isQuestion(trial)).values())
    for (const answer of answers.filter(finished)) {
      const key = JSON.stringify([answer.launch.planned.suite, answer.case]);
      found.set(key, [...(found.get(key) ?? []), answer]);
    }
  return found;
}

function told(
  answer: Answer,
  pieces: Pieces | undefined,
): Omit<FlawedAnswer, 'device' | 'soundOf' | 'isAlone'> {
  const ids = answer.ids ?? [];
  const written = writtenAnswer(ids, pieces);
  return {
    suite: answer.launch.planned.suite,
    case: answer.case,
    prompt: promptOf(answer),
    flaw: flawOf(ids, pieces) ?? 'empty',
    text: written === null ? null : visible(written.text),
  };
}
