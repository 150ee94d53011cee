import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';

/** One launch's values of one metric by case; all positive. */
export interface LaunchValues {
  readonly device: string;
  /** Launches of one block stand under one name. */
  readonly block: string;
  readonly position: number;
  readonly build: 'baseline' | 'candidate';
  readonly values: Readonly<Record<string, number>>;
}

/** Both builds' mean logs, and their difference: candidate minus baseline. */
export interface Levels {
  readonly baseline: number;
  readonly candidate: number;
  readonly contrast: number;
}

/** One block in log units: the means over its cases. */
export interface BlockContrast extends Levels {
  readonly block: string;
  /** Of each case that every launch of the block has. */
  readonly cases: Readonly<Record<string, Levels>>;
  /** How many positions later the candidate ran than the baseline, on average; a linear drift cancels where it is 0. */
  readonly laterBy: number;
}

/**
 * The contrasts of one device: per case the mean difference of logs, then the mean over the cases. No case is trimmed
 * away: the change is that of the geometric means that stand beside it.
 */
export function blockContrasts(launches: readonly LaunchValues[]): BlockContrast[] {
  const blocks = new Map<string, LaunchValues[]>();
  for (const launch of launches) blocks.set(launch.block, [...(blocks.get(launch.block) ?? []), launch]);
  return [...blocks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([block, own]) => {
      const contrast = contrastOf(own);
      return contrast === null ? [] : [{ block, ...contrast }];
    });
}

function contrastOf(launches: readonly LaunchValues[]): Omit<BlockContrast, 'block'> | null {
  const baseline = launches.filter((launch) => launch.build === 'baseline');
  const candidate = launches.filter((launch) => launch.build === 'candidate');
  if (baseline.length === 0 || candidate.length === 0) return null;
  const cases = [...new Set(launches.flatMap((launch) => Object.keys(launch.values)))];
  const complete = cases.filter((name) => launches.every((launch) => isPositive(launch.values[name])));
  // With fewer than half of its cases left a block no longer measures what was planned.
  if (complete.length === 0 || complete.length < cases.length / 2) return null;
  const level = (side: readonly LaunchValues[], name: string): number =>
    meanOf(side.map(({ block, values }) => Math.log(must(values[name], `${name} of ${block}`))));
  const levels = complete.map((name) => levelsOf(level(baseline, name), level(candidate, name)));
  return {
    ...levelsOf(meanOf(levels.map((each) => each.baseline)), meanOf(levels.map((each) => each.candidate))),
    cases: Object.fromEntries(complete.map((name, i) => [name, must(levels[i], name)])),
    laterBy:
      meanOf(candidate.map(({ position }) => position)) - meanOf(baseline.map(({ position }) => position)),
  };
}

const levelsOf = (baseline: number, candidate: number): Levels => ({
  baseline,
  candidate,
  contrast: candidate - baseline,
});

const meanOf = (values: readonly number[]): number => must(mean(values), 'the mean of a block');

const isPositive = (value: number | undefined): boolean =>
  value !== undefined && Number.isFinite(value) && value > 0;
