import type { PlannedStep } from '../../experiment/planned-step.ts';
import type { LaunchRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';
import { isReference } from './is-reference.ts';

/**
 * Checks that what was to be scored was: of the texts that are left, or of the half of one, a build that broke the others would be
 * found as good as its baseline.
 */
export const scoresCheck: LaunchCheck = {
  code: 'scores-missing',
  rule: 'every prompt that is to be scored has one line of scores: for each of its ids after the first a log probability, at most 0',
  effect: 'doubts',
  find(launch, context) {
    if (launch.status !== 'complete' || isReference(context)) return null;
    const asked = launch.planned.steps.filter(({ score, prompt }) => score && prompt.kind !== 'conversation');
    return asked.map((step) => problemOf(launch, step)).find((problem) => problem !== null) ?? null;
  },
};

/** Floats of half precision may sum to a little more than one. */
const ROUNDING = 1e-3;

type Scores = LaunchRecord['scores'][number];

function problemOf({ scores, trials }: LaunchRecord, { case: name }: PlannedStep): string | null {
  const [first, second] = scores.filter((each) => each.case === name);
  if (!first) return `${name} was to be scored, and has no scores`;
  if (second) return `${name} was scored twice`;
  const prompt = trials.find((trial) => trial.case === name)?.promptTokens;
  return malformed(first, prompt);
}

/** @param promptTokens of the prompt as it was timed; absent: it was not */
function malformed({ case: name, ids, logProbabilities, likeliest }: Scores, promptTokens?: number) {
  if (promptTokens !== undefined && ids.length !== promptTokens)
    return `the scores of ${name} are of ${ids.length} tokens, its prompt has ${promptTokens}`;
  const due = Math.max(0, ids.length - 1);
  if (logProbabilities.length !== due || likeliest.length !== due)
    return `${name} has ${logProbabilities.length} probabilities and ${likeliest.length} likeliest ids for ${due} places`;
  const above = logProbabilities.find((value) => value !== null && value > ROUNDING);
  return above === undefined ? null : `a log probability of ${name} is ${above}: probabilities are at most 1`;
}
