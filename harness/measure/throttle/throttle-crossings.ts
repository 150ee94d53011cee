import { median } from '../../statistics/median.ts';

/** First second from which the rolling 5 s speed stays below a limit for 10 s; null when it never does. */
export function timeBelow(logSpeeds: readonly number[], limit: number): number | null {
  let since: number | null = null;
  for (let second = 4; second < logSpeeds.length; second++) {
    const window = logSpeeds.slice(second - 4, second + 1);
    const rolling = window.reduce((sum, value) => sum + Math.exp(value), 0) / 5;
    if (rolling >= limit) since = null;
    else since ??= second;
    if (since !== null && second - since >= 10) return since;
  }
  return null;
}

const SHORT = 10;
const LONG = 30;

/**
 * A cross-check of the onset, not the headline: the first second at which the medians of the 10 s and of the 30 s
 * ahead both lie below a limit (log units); null when they never do.
 */
export function rollingOnset(logSpeeds: readonly number[], limit: number): number | null {
  for (let second = 0; second + LONG <= logSpeeds.length; second++) {
    if (isBelow(logSpeeds, second, SHORT, limit) && isBelow(logSpeeds, second, LONG, limit)) return second;
  }
  return null;
}

const isBelow = (logs: readonly number[], from: number, length: number, limit: number): boolean =>
  (median(logs.slice(from, from + length)) ?? limit) < limit;
