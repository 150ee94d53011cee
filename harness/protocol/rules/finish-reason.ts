import type { Rule } from './rule.ts';

export const finishReason: Rule = {
  id: 'finish-reason',
  says: 'finishReason is "length" exactly where a trial generated as much as was planned; "stop" where the model ended before, "cancelled" where somebody did',
  check(launch) {
    const { trials } = launch.record;
    if (trials.length === 0) return null;
    return trials.flatMap(({ trial, finishReason: reason, generatedTokens, plannedTokens }) => {
      const words = `finishReason is ${reason} after ${generatedTokens} of ${plannedTokens} tokens`;
      const isWhole = generatedTokens === plannedTokens;
      const agrees = reason === 'length' ? isWhole : !isWhole && generatedTokens < plannedTokens;
      return agrees ? [] : [{ line: launch.endOf(trial), words }];
    });
  },
};
