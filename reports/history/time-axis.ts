import { LEFT, RIGHT_EDGE } from './series-frame.ts';

const DAY_MS = 86_400_000;

/** A stretch of time without a run where one was due, and how many. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly nights: number;
}

/** Nights on a true axis of time: a missing one leaves its room. */
export interface TimeAxis {
  /** Where an instant stands, in units of the picture. */
  readonly x: (at: number) => number;
  readonly gaps: readonly Gap[];
  readonly dates: readonly { readonly at: number; readonly words: string }[];
}

/** @param times when the runs began, in milliseconds, oldest first; those that share one count once */
export function timeAxis(times: readonly number[]): TimeAxis {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  const span = last - first;
  const x = (at: number): number =>
    span === 0 ? RIGHT_EDGE : LEFT + ((at - first) / span) * (RIGHT_EDGE - LEFT);
  return { x, gaps: gapsOf(times), dates: datesOf(first, last) };
}

/** A lab that measures once a week has no gap from week to week: what is usual between two runs is what is due. */
function gapsOf(times: readonly number[]): Gap[] {
  const steps = times
    .slice(1)
    .map((time, i) => Math.max(1, Math.round((time - (times[i] ?? time)) / DAY_MS)));
  const sorted = [...steps].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return steps.flatMap((step, i): Gap[] => {
    const [from = 0, to = 0] = times.slice(i, i + 2);
    const nights = Math.round(step / usual) - 1;
    return nights < 1 ? [] : [{ from: from + (usual * DAY_MS) / 2, to: to - (usual * DAY_MS) / 2, nights }];
  });
}

/** Days between two dates on the axis: those that people count in. */
const STEPS_DAYS = [1, 2, 7, 14, 28, 91, 182, 364];
const MOST_DATES = 9;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function datesOf(first: number, last: number): TimeAxis['dates'] {
  const days = Math.floor((last - first) / DAY_MS);
  const step = STEPS_DAYS.find((each) => days / each < MOST_DATES) ?? Math.ceil(days / MOST_DATES);
  // Counted back from the newest night, whose date is asked for most.
  const count = Math.floor(days / step);
  return Array.from({ length: count + 1 }, (_, i) => {
    const at = last - (count - i) * step * DAY_MS;
    return { at, words: i === 0 ? `${dayOf(at)} ${new Date(at).getUTCFullYear()}` : dayOf(at) };
  });
}

function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()}\u00a0${months[date.getUTCMonth()]}`;
}
