import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';

export const cachedTokens: Rule = {
  id: 'cached-tokens',
  says: 'no prompt token comes from a cache, but in later turns of a conversation and in the depth of a row of llama-bench',
  check(launch) {
    const ended = launch.of('trial.finished');
    if (ended.length === 0) return null;
    const mayReuse = reusing(launch);
    return ended.flatMap(({ line, event: { trial, cachedTokens: cached } }) =>
      cached === null || cached === 0 || mayReuse(trial)
        ? []
        : [{ line, words: `${cached} prompt tokens came from a cache` }],
    );
  },
};

/** Trials that the plan lets keep what is in the cache. */
function reusing({ plan, record }: CheckedLaunch): (trial: number) => boolean {
  const conversations = new Set(
    plan?.steps.flatMap((step) => (step.prompt.kind === 'conversation' ? [step.case] : [])),
  );
  const benches = new Set(plan?.steps.flatMap((step) => (step.bench ? [step.case] : [])));
  const allowed = record.trials.filter(
    (each) => benches.has(each.case) || (conversations.has(each.case) && each.repetition > 0),
  );
  const trials = new Set(allowed.map(({ trial }) => trial));
  return (trial) => plan === null || trials.has(trial);
}
