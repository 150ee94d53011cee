import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';

export type ComparedBuild = 'baseline' | 'candidate';

/** One launch's values of one metric by case; all positive. */
export interface LaunchValues {
  readonly device: string;
  /** Launches of one block stand under one name; names sort in the order in which blocks ran, numbers by their value. */
  readonly block: string;
  readonly position: number;
  readonly build: ComparedBuild;
  /** What ran on the phone just before, measured or not; null: nothing or nobody knows. Absent: the launch before in this list. */
  readonly previous?: ComparedBuild | null;
  readonly values: Readonly<Record<string, number>>;
}

/** A launch with the one number that is compared: a log, such as the mean of its cases' logs. */
export interface Level {
  readonly launch: LaunchValues;
  readonly log: number;
}

/**
 * Each launch's mean log over the cases that every launch of its block has: none is trimmed away, and no launch is compared
 * over other cases than its neighbours. A block with fewer than half of its cases left no longer measures what was planned.
 */
export function suiteLevels(launches: readonly LaunchValues[]): Level[] {
  const blocks = new Map<string, LaunchValues[]>();
  for (const launch of launches) {
    const key = `${launch.device}\u0000${launch.block}`;
    const own = blocks.get(key);
    if (own) own.push(launch);
    else blocks.set(key, [launch]);
  }
  return [...blocks.values()].flatMap(blockLevels);
}

function blockLevels(launches: readonly LaunchValues[]): Level[] {
  const cases = [...new Set(launches.flatMap((launch) => Object.keys(launch.values)))];
  const complete = cases.filter((name) => launches.every((launch) => isPositive(launch.values[name])));
  if (complete.length === 0 || complete.length < cases.length / 2) return [];
  return launches.map((launch) => ({
    launch,
    log: must(
      mean(complete.map((name) => Math.log(must(launch.values[name], name)))),
      `the level of ${launch.block}`,
    ),
  }));
}

/** The logs of one case, of the launches that have it. */
export function caseLevels(launches: readonly LaunchValues[], name: string): Level[] {
  return launches.flatMap((launch) => {
    const value = launch.values[name];
    return value !== undefined && isPositive(value) ? [{ launch, log: Math.log(value) }] : [];
  });
}

const isPositive = (value: number | undefined): boolean =>
  value !== undefined && Number.isFinite(value) && value > 0;
