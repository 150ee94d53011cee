import { z } from 'zod';
import type { LaunchRecord, Measurement } from '../../measure/result.ts';
import type { Pieces } from '../../protocol/piece.ts';
import { type Answer, type AskedTrial, answersOf, finished, promptOf, stepOf } from './answer.ts';
import { type Flaw, flawOf, flaws } from './flaw.ts';
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
    const candidate = questionsOf(sides.candidate, ofCandidate);
    const others = [
      { name: 'baseline' as const, questions: questionsOf(sides.baseline, ofBaseline) },
      { name: 'reference' as const, questions: questionsOf(sides.reference, ofCandidate) },
    ];
    return [...candidate].flatMap(([key, { flaw, answer }]) => {
      if (flaw === null) return [];
      const judge = others.find(({ questions }) => questions.has(key));
      const isOwn =
        judge?.questions.get(key)?.flaw === null &&
        countOf(flaw, candidate) > MUCH_OFTENER * countOf(flaw, judge.questions);
      return [
        {
          device: device.id,
          ...told(answer, ofCandidate),
          flaw,
          soundOf: judge && isOwn ? judge.name : null,
          isAlone: judge === undefined,
        },
      ];
    });
  });
}

/** A model that has the flaw elsewhere has it, and where is chance; a candidate that has it in twice as many answers is worse. */
const MUCH_OFTENER = 2;

const countOf = (flaw: Flaw, questions: ReadonlyMap<string, Question>): number =>
  [...questions.values()].filter((question) => question.flaw === flaw).length;

/** How a question was answered in all launches of one side. */
interface Question {
  /** The first flaw of any launch; null: all are sound. */
  readonly flaw: Flaw | null;
  /** The answer with the flaw, else the first. */
  readonly answer: Answer;
}

/** Whole scored answers to questions, by suite and case. */
function questionsOf(
  launches: readonly LaunchRecord[],
  pieces: Pieces | undefined,
): ReadonlyMap<string, Question> {
  const found = new Map<string, Question>();
  const isQuestion = (trial: AskedTrial): boolean => trial.scored && stepOf(trial)?.prompt.kind === 'chat';
  for (const answer of [...answersOf(launches, isQuestion).values()].flat().filter(finished)) {
    const key = JSON.stringify([answer.launch.planned.suite, answer.case]);
    const flaw = flawOf(answer.ids ?? [], pieces);
    const before = found.get(key);
    if (!before || (before.flaw === null && flaw !== null)) found.set(key, { flaw, answer });
  }
  return found;
}

function told(
  answer: Answer,
  pieces: Pieces | undefined,
): Omit<FlawedAnswer, 'device' | 'flaw' | 'soundOf' | 'isAlone'> {
  const ids = answer.ids ?? [];
  const written = writtenAnswer(ids, pieces);
  return {
    suite: answer.launch.planned.suite,
    case: answer.case,
    prompt: promptOf(answer),
    text: written === null ? null : visible(written.text),
  };
}
