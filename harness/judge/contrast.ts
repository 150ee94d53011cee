import { mean } from '../statistics/mean.ts';
import { trimmedMean } from '../statistics/trimmed-mean.ts';

/** One launch's values of one metric by case; all positive. */
export interface LaunchValues {
  readonly device: string;
  /** Launches of one block stand under one name. */
  readonly block: string;
  readonly position: number;
  readonly build: 'baseline' | 'candidate';
  readonly values: Readonly<Record<string, number>>;
}

/** Candidate minus baseline in one block, in log units. */
export interface BlockContrast {
  readonly block: string;
  readonly contrast: number;
  /** Not two launches a side: linear drift no longer cancels exactly. */
  readonly unbalanced: boolean;
}

/** The contrasts of one device: per case the mean difference of logs, then a trimmed mean over the cases. */
export function blockContrasts(launches: readonly LaunchValues[]): BlockContrast[] {
  const blocks = new Map<string, LaunchValues[]>();
  for (const launch of launches) blocks.set(launch.block, [...(blocks.get(launch.block) ?? []), launch]);
  return [...blocks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([block, own]) => {
      const contrast = contrastOf(own);
      if (contrast === null) return [];
      const count = (build: LaunchValues['build']): number =>
        own.filter((launch) => launch.build === build).length;
      return [{ block, contrast, unbalanced: count('baseline') !== count('candidate') }];
    });
}

function contrastOf(launches: readonly LaunchValues[]): number | null {
  const cases = [...new Set(launches.flatMap((launch) => Object.keys(launch.values)))];
  const complete = cases.filter((name) => launches.every((launch) => isPositive(launch.values[name])));
  // With fewer than half of the cases left the block says something else than it was asked.
  if (complete.length === 0 || complete.length < cases.length / 2) return null;
  const differences = complete.flatMap((name) => {
    const side = (build: LaunchValues['build']): number | null =>
      mean(
        launches
          .filter((launch) => launch.build === build)
          .map((launch) => Math.log(launch.values[name] ?? 1)),
      );
    const baseline = side('baseline');
    const candidate = side('candidate');
    return baseline === null || candidate === null ? [] : [candidate - baseline];
  });
  return trimmedMean(differences);
}

const isPositive = (value: number | undefined): boolean =>
  value !== undefined && Number.isFinite(value) && value > 0;
