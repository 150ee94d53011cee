import type { Manifest } from '../../experiment/manifest.ts';
import type { LeftSuite } from './night-event.ts';

/** A suite and what it takes on its slowest phone: phones run side by side. */
export interface SuiteTime {
  readonly suite: string;
  readonly seconds: number;
}

/** Seconds of each suite of a plan, in the order of the plan. @param coolDownSeconds before each launch */
export function suiteTimes(
  { suites, sessions }: Pick<Manifest, 'suites' | 'sessions'>,
  coolDownSeconds: number,
): SuiteTime[] {
  return suites.map((suite) => ({
    suite,
    seconds: Math.max(
      0,
      ...sessions.map(({ launches }) =>
        launches
          .filter((launch) => launch.suite === suite)
          .reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds + coolDownSeconds, 0),
      ),
    ),
  }));
}

/** What is measured tonight, and what is not. */
export interface FittedSuites {
  readonly planned: readonly SuiteTime[];
  readonly left: readonly LeftSuite[];
}

/**
 * The suites that fit, in the order in which they are asked for: that order says what matters most. One that does not fit is named,
 * and a shorter one behind it may still fit.
 * @param seconds that are left; Infinity: all fit
 */
export function fitBudget(suites: readonly SuiteTime[], seconds: number): FittedSuites {
  const planned: SuiteTime[] = [];
  const left: LeftSuite[] = [];
  let rest = seconds;
  for (const each of suites) {
    if (each.seconds <= rest) {
      planned.push(each);
      rest -= each.seconds;
    } else {
      left.push({
        ...each,
        why: `takes about ${minutes(each.seconds)} min, and ${minutes(rest)} min are left`,
      });
    }
  }
  return { planned, left };
}

const minutes = (seconds: number): number => Math.max(0, Math.ceil(seconds / 60));

/** "3h", "90m", "2h30m", "45s" in seconds; null for anything else. */
export function durationSeconds(text: string): number | null {
  const parts = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+)s)?$/.exec(text.trim());
  if (!parts || text.trim() === '') return null;
  const [hours = 0, mins = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const all = hours * 3600 + mins * 60 + seconds;
  return all > 0 ? all : null;
}
