import type { BlockDesign } from './block-basis.ts';
import { type BlockFit, fitBlocks, residualsOf } from './block-regression.ts';
import { median } from './median.ts';
import { studentQuantile } from './student-t.ts';

/** A fit without the rows that do not belong to it. */
export interface CleanFit {
  readonly fit: BlockFit;
  /** Indices of the rows that were left out, ascending. */
  readonly outlying: readonly number[];
}

/** Steps of reweighting towards least absolute deviations; twelve find the same rows (420 runs of seven families). */
const STEPS = 8;
/** Residuals of least absolute deviations beyond this many robust deviations are looked at closer. */
const SUSPECT = 3;
/** Of normal noise, the standard deviation in terms of the median size. */
const NORMAL_PER_MEDIAN = 1.4826;
/** More than this share cannot be the exception. */
const MOST_OUTLYING = 1 / 3;
/** How often a row of clean normal noise may be left out, over all rows of a fit. */
const ALPHA = 0.005;
/** Logs: rows that are alike to a hundredth of a per cent have no noise to measure another one by (memory). */
const LEAST_DEVIATION = 1e-4;
/** Below this the noise cannot be told from the row that would be left out. */
const LEAST_DF = 2;

/**
 * Least squares after the rows that lie further out than noise of its own size explains (after Hadi 1992: a clean start
 * by least absolute deviations, then rows come back in while they belong). Without such rows it is plain least squares,
 * with its exact interval.
 */
export function fitWithoutOutliers(design: BlockDesign, y: Float64Array): CleanFit | null {
  const whole = fitBlocks(design, y, null);
  if (!whole || whole.df <= LEAST_DF) return whole && { fit: whole, outlying: [] };
  const distances = distancesFromTheBlock(design, y);
  if (!looksUneven(y, whole, distances)) return { fit: whole, outlying: [] };
  let best: CleanFit = { fit: whole, outlying: [] };
  for (const suspects of [farFromTheFit(design, y, whole), farFromTheBlock(distances)]) {
    const found = suspects.length > 0 ? takeBack(design, y, suspects) : null;
    if (found && deviationOf(found.fit) < deviationOf(best.fit)) best = found;
  }
  return best;
}

function looksUneven(y: Float64Array, whole: BlockFit, distances: Float64Array): boolean {
  const deviation = deviationOf(whole);
  if (deviation === 0) return false;
  const bound = studentQuantile(1 - 0.3 / (2 * y.length), whole.df - 1) ** 2;
  const most = Math.sqrt((whole.df * bound) / (whole.df - 1 + bound));
  for (let i = 0; i < y.length; i++) {
    const own = Math.sqrt(Math.max(1e-9, 1 - (whole.leverages[i] ?? 0)));
    if (Math.abs(whole.residuals[i] ?? 0) > most * deviation * own) return true;
  }
  return farFromTheBlock(distances, 5).length > 1;
}

const deviationOf = ({ residualSquares, df }: BlockFit): number => Math.sqrt(residualSquares / df);

/** Rows that were left out on suspicion come back in, the one that belongs best first, while they belong. */
function takeBack(design: BlockDesign, y: Float64Array, suspects: readonly number[]): CleanFit | null {
  const weights = new Float64Array(y.length).fill(1);
  for (const row of suspects) weights[row] = 0;
  const outside = new Set(suspects);
  let fit = fitBlocks(design, y, weights);
  while (outside.size > 0) {
    if (!fit || fit.df < LEAST_DF || deviationOf(fit) < LEAST_DEVIATION) return null;
    const nearest = nearestOf(outside, fit);
    if (nearest.distance > studentQuantile(1 - ALPHA / (2 * y.length), fit.df)) break;
    outside.delete(nearest.row);
    weights[nearest.row] = 1;
    fit = fitBlocks(design, y, weights);
  }
  if (!fit || outside.size > MOST_OUTLYING * y.length) return null;
  return { fit, outlying: [...outside].sort((a, b) => a - b) };
}

/** The row outside that belongs best, in standard deviations of its own prediction. */
function nearestOf(outside: ReadonlySet<number>, fit: BlockFit): { row: number; distance: number } {
  const deviation = Math.sqrt(fit.residualSquares / fit.df);
  let best = { row: -1, distance: Number.POSITIVE_INFINITY };
  for (const row of outside) {
    const spread = deviation * Math.sqrt(1 + (fit.leverages[row] ?? 0));
    const distance = Math.abs(fit.residuals[row] ?? 0) / spread;
    if (best.row < 0 || distance < best.distance) best = { row, distance };
  }
  return best;
}

/** Far from the fit by least absolute deviations: finds the rare outlier beside effects of any size. */
function farFromTheFit(design: BlockDesign, y: Float64Array, whole: BlockFit): number[] {
  const residuals = leastAbsolute(design, y, whole);
  const sizes = residuals.map(Math.abs).sort();
  // As many residuals as there are parameters are zero whatever the noise.
  const free = sizes.subarray(y.length - whole.df);
  return rowsBeyond(residuals, SUSPECT * NORMAL_PER_MEDIAN * (median(free) ?? 0));
}

/** Far from the middle of its block: finds one in every block, where effects are smaller than what is wrong. */
function farFromTheBlock(distances: Float64Array, times = SUSPECT): number[] {
  return rowsBeyond(distances, times * NORMAL_PER_MEDIAN * (median(distances.map(Math.abs)) ?? 0));
}

function distancesFromTheBlock({ blocks, blockCount }: BlockDesign, y: Float64Array): Float64Array {
  const own: number[][] = Array.from({ length: blockCount }, () => []);
  for (let i = 0; i < y.length; i++) own[blocks[i] ?? 0]?.push(y[i] ?? 0);
  const middles = own.map((values) => median(values) ?? 0);
  return y.map((value, i) => value - (middles[blocks[i] ?? 0] ?? 0));
}

function rowsBeyond(values: Float64Array, limit: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] ?? 0) > limit) rows.push(i);
  return rows;
}

/** Residuals of least absolute deviations, by iteratively reweighted least squares. */
function leastAbsolute(design: BlockDesign, y: Float64Array, whole: BlockFit): Float64Array {
  // Weights stay finite: residuals much smaller than the fit's own deviation count alike.
  const least = 1e-3 * Math.sqrt(whole.residualSquares / Math.max(1, whole.df)) + 1e-15;
  let residuals = whole.residuals;
  const weights = new Float64Array(y.length);
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < y.length; i++) weights[i] = least / Math.max(Math.abs(residuals[i] ?? 0), least);
    const found = residualsOf(design, y, weights);
    if (!found) return residuals;
    residuals = found;
  }
  return residuals;
}
