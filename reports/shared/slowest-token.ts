/** What is asked of a trial to find the slowest token. */
interface TimedTrial {
  /** µs of each entry; the first one is prefill. */
  readonly deltasUs: ArrayLike<number>;
  readonly case: string;
  readonly scored: boolean;
}

/** A token by its trial and its place in the answer; both from 0. */
export interface SlowToken {
  readonly trial: number;
  readonly token: number;
  readonly us: number;
}

/** The slowest token after the first of any scored trial, of one case where it is named; null without any. */
export function slowestTokenOf(trials: readonly TimedTrial[], name?: string | null): SlowToken | null {
  let slowest: SlowToken | null = null;
  trials.forEach((each, trial) => {
    if (!each.scored || (name && each.case !== name)) return;
    for (let token = 1; token < each.deltasUs.length; token++) {
      const us = each.deltasUs[token] ?? 0;
      if (slowest === null || us > slowest.us) slowest = { trial, token, us };
    }
  });
  return slowest;
}
