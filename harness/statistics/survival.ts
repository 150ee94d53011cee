import { chiSquareP } from './chi-square.ts';

/** A time that was seen, or the time up to which nothing was seen. */
export interface CensoredTime {
  readonly time: number;
  readonly censored: boolean;
}

/**
 * The Kaplan–Meier median: the first time by which at least half have had their event; null when that lies beyond the
 * end of observation, which is "> 600 s" and never a number.
 */
export function medianSurvival(times: readonly CensoredTime[]): number | null {
  let surviving = 1;
  for (const time of eventTimes(times)) {
    const { events, atRisk } = countsAt(times, time);
    surviving *= 1 - events / atRisk;
    // 1e-12: half of the events may come out a rounding above one half.
    if (surviving <= 0.5 + 1e-12) return time;
  }
  return null;
}

/** The log-rank test of two groups of censored times, by its χ² of one degree of freedom; null without an event. */
export function logRankP(a: readonly CensoredTime[], b: readonly CensoredTime[]): number | null {
  let [difference, spread] = [0, 0];
  for (const time of eventTimes([...a, ...b])) {
    const [own, other] = [countsAt(a, time), countsAt(b, time)];
    const events = own.events + other.events;
    const atRisk = own.atRisk + other.atRisk;
    difference += own.events - (events * own.atRisk) / atRisk;
    if (atRisk > 1)
      spread += (events * own.atRisk * other.atRisk * (atRisk - events)) / (atRisk ** 2 * (atRisk - 1));
  }
  return spread === 0 ? null : chiSquareP(difference ** 2 / spread);
}

const eventTimes = (times: readonly CensoredTime[]): number[] =>
  [...new Set(times.filter(({ censored }) => !censored).map(({ time }) => time))].sort((x, y) => x - y);

const countsAt = (times: readonly CensoredTime[], at: number): { events: number; atRisk: number } => ({
  events: times.filter(({ time, censored }) => !censored && time === at).length,
  atRisk: times.filter(({ time }) => time >= at).length,
});
