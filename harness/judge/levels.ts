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

/** The cases of a launch that stalled alone, by their own fits. */
export type StalledCases = ReadonlyMap<LaunchValues, ReadonlySet<string>>;

/**
 * Each launch's mean log over the cases that every launch of its block has: none is trimmed away, and no launch is compared
 * over other cases than its neighbours. A block with fewer than half of its cases left no longer measures what was planned.
 * @param stalled cases that say nothing of their launch; where half of them are, or more, the launch itself is slow and stays as it is
 */
export function suiteLevels(launches: readonly LaunchValues[], stalled: StalledCases = new Map()): Level[] {
  const blocks = new Map<string, LaunchValues[]>();
  for (const launch of launches) {
    const key = `${launch.device}\u0000${launch.block}`;
    const own = blocks.get(key);
    if (own) own.push(launch);
    else blocks.set(key, [launch]);
  }
  return [...blocks.values()].flatMap((own) => blockLevels(own, stalled));
}

function blockLevels(launches: readonly LaunchValues[], stalled: StalledCases): Level[] {
  const cases = casesIn(launches);
  const complete = cases.filter((name) => launches.every((launch) => isPositive(launch.values[name])));
  if (complete.length === 0 || complete.length < cases.length / 2) return [];
  const block = launches.map((launch) => {
    const own = complete.filter((name) => stalled.get(launch)?.has(name));
    return { launch, stalled: own.length < complete.length / 2 ? own : [] };
  });
  return block.map((row) => ({
    launch: row.launch,
    log: meanLog(
      row,
      complete.filter((name) => !row.stalled.includes(name)),
      block,
    ),
  }));
}

/** A launch of a block, and the cases of it that do not count. */
interface BlockRow {
  readonly launch: LaunchValues;
  readonly stalled: readonly string[];
}

/** Mean over all cases, those that stalled taken to lie as far from the others as in the block's other launches. */
function meanLog(
  { launch, stalled }: BlockRow,
  sound: readonly string[],
  block: readonly BlockRow[],
): number {
  const level = meanOf(launch, sound);
  const distances = stalled.map((name) => {
    const others = block.filter((other) => other.launch !== launch && !other.stalled.includes(name));
    return mean(others.map((other) => logOf(other.launch, name) - meanOf(other.launch, sound))) ?? 0;
  });
  return level + distances.reduce((sum, distance) => sum + distance, 0) / (sound.length + stalled.length);
}

const meanOf = (launch: LaunchValues, cases: readonly string[]): number =>
  must(mean(cases.map((name) => logOf(launch, name))), `the level of ${launch.block}`);

const logOf = ({ values }: LaunchValues, name: string): number => Math.log(must(values[name], name));

/** The logs of one case, of the launches that have it. */
export function caseLevels(launches: readonly LaunchValues[], name: string): Level[] {
  const levels: Level[] = [];
  for (const launch of launches) {
    const value = launch.values[name];
    if (value !== undefined && isPositive(value)) levels.push({ launch, log: Math.log(value) });
  }
  return levels;
}

/** Those that any launch has, in the order in which they turn up. */
export function casesIn(launches: readonly LaunchValues[]): string[] {
  const names = new Set<string>();
  for (const { values } of launches) for (const name of Object.keys(values)) names.add(name);
  return [...names];
}

const isPositive = (value: number | undefined): boolean =>
  value !== undefined && Number.isFinite(value) && value > 0;
