import type { Rule } from './rule.ts';

export const tokenCounts: Rule = {
  id: 'token-counts',
  says: 'a trial has one time and one id a token: deltasUs, ids and generatedTokens agree; where an engine shows no ids, one time a chunk',
  check(launch) {
    const tokens = launch.of('tokens');
    if (tokens.length === 0) return null;
    const benches = new Set(
      launch.of('trial.started').flatMap(({ event }) => (event.bench ? [event.trial] : [])),
    );
    return tokens.flatMap(({ line, event: { trial, deltasUs, ids, bundled } }) => {
      if (ids !== undefined && ids.length !== deltasUs.length)
        return [{ line, words: `${ids.length} ids stand beside ${deltasUs.length} times` }];
      const generated = launch.record.trials.find((each) => each.trial === trial)?.generatedTokens;
      // A row of llama-bench times its prompt too, which it does not generate; a chunk may hold several tokens.
      if (generated === undefined || benches.has(trial) || (ids === undefined && bundled)) return [];
      return generated === deltasUs.length
        ? []
        : [{ line, words: `${deltasUs.length} times are given, the trial generated ${generated} tokens` }];
    });
  },
};
