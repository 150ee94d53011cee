import { mean, variance } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';
import type { LaunchValues } from './levels.ts';

/** Standard deviations of one phone and metric in one A/A run, log units; null where it could not be estimated. */
export interface LaunchNoise {
  /** Between launches of one block, beyond what the cases inside them scatter. */
  readonly betweenLaunches: number | null;
  /** Between the cases of a launch, once their own levels are taken out. */
  readonly withinLaunches: number | null;
}

interface Squares {
  readonly launchSquares: number;
  readonly launchDf: number;
  readonly restSquares: number;
  readonly restDf: number;
  /** Cases of the block: what a launch's mean is taken over. */
  readonly cases: number;
}

/**
 * Two-way analysis of variance inside each block (launch × case), pooled over blocks. It holds for an A/A run alone:
 * there all launches of a block are of one build.
 */
export function learnLaunchNoise(launches: readonly LaunchValues[]): LaunchNoise {
  const blocks = [...new Set(launches.map((launch) => `${launch.device}\u0000${launch.block}`))];
  const squares = blocks.flatMap((block) => {
    const own = squaresOf(launches.filter((launch) => `${launch.device}\u0000${launch.block}` === block));
    return own ? [own] : [];
  });
  const sum = (of: (each: Squares) => number): number => squares.reduce((total, each) => total + of(each), 0);
  const [launchDf, restDf] = [sum((each) => each.launchDf), sum((each) => each.restDf)];
  if (launchDf === 0) return { betweenLaunches: null, withinLaunches: null };
  const rest = restDf > 0 ? sum((each) => each.restSquares) / restDf : null;
  const cases = mean(squares.map((each) => each.cases)) ?? 1;
  const ofMeans = sum((each) => each.launchSquares) / launchDf;
  return {
    betweenLaunches: Math.sqrt(Math.max(0, ofMeans - (rest ?? 0) / cases)),
    withinLaunches: rest === null ? null : Math.sqrt(rest),
  };
}

function squaresOf(block: readonly LaunchValues[]): Squares | null {
  const cases = Object.keys(block[0]?.values ?? {}).filter((name) =>
    block.every((launch) => (launch.values[name] ?? 0) > 0),
  );
  if (block.length < 2 || cases.length === 0) return null;
  const logs = block.map((launch) => cases.map((name) => Math.log(must(launch.values[name], name))));
  const rows = logs.map((row) => mean(row) ?? 0);
  const columns = cases.map((_, j) => must(mean(logs.map((row) => must(row[j], 'a case'))), 'a column'));
  const whole = mean(rows) ?? 0;
  const rest = logs.flatMap((row, i) =>
    row.map((value, j) => (value - must(rows[i], 'a row') - must(columns[j], 'a column') + whole) ** 2),
  );
  return {
    launchSquares: (variance(rows) ?? 0) * (block.length - 1),
    launchDf: block.length - 1,
    restSquares: rest.reduce((total, each) => total + each, 0),
    restDf: (block.length - 1) * (cases.length - 1),
    cases: cases.length,
  };
}
