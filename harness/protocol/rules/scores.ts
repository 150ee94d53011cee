import type { PlanStep } from '../plan-file.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

export const scores: Rule = {
  id: 'scores',
  says: 'every prompt that is to be scored has one scores line: for each id after the first a log probability, at most 0 or null, and the likeliest id',
  check(launch) {
    const asked = launch.plan?.steps.filter(isScored);
    if (!asked || (asked.length === 0 && launch.of('scores').length === 0)) return null;
    return [...missing(launch, asked), ...malformed(launch)];
  },
};

const isScored = ({ score, prompt }: PlanStep): boolean => score === true && prompt.kind !== 'conversation';

function missing(launch: CheckedLaunch, asked: readonly PlanStep[]): Violation[] {
  if (!launch.isComplete) return [];
  const [found, due] = [launch.of('scores').map(({ event }) => event.case), asked.map((step) => step.case)];
  const words = `scores are of ${found.join(', ') || 'no case'}, planned were ${due.join(', ') || 'none'}`;
  return found.join('\n') === due.join('\n') ? [] : [{ line: launch.of('scores')[0]?.line ?? null, words }];
}

function malformed(launch: CheckedLaunch): Violation[] {
  return launch.of('scores').flatMap(({ line, event: { ids, logProbabilities, likeliest } }) => {
    const due = Math.max(0, ids.length - 1);
    if (logProbabilities.length !== due || likeliest.length !== due)
      return [
        {
          line,
          words: `${logProbabilities.length} probabilities and ${likeliest.length} ids for ${due} places`,
        },
      ];
    const above = logProbabilities.find((value) => value !== null && value > 0);
    return above === undefined
      ? []
      : [{ line, words: `a log probability is ${above}: probabilities are at most 1` }];
  });
}
