/** A block of 256 values is 8 groups of 32, each with a scale and a minimum. */
export const GROUPS = 8;
export const GROUP = 32;
const BLOCK = GROUPS * GROUP;

/** Inverse scales that are tried: as many levels as there are plus `start`, then a tenth of a level more each step. */
export interface Search {
  readonly start: number;
  readonly steps: number;
}

/** What was found, group by group: value ≈ scale · level − minimum, with minimum ≥ 0. */
export interface Fit {
  readonly scales: Float32Array;
  readonly minima: Float32Array;
  /** Group after group. */
  readonly levels: Uint8Array;
}

/** Every step is rounded to single precision, as in ggml. An imported constant would not be inlined: ten times slower. */
const single = Math.fround;
/** Adding and taking away 1.5 · 2^23 rounds to an integer, ties to even (ggml's `nearest_int`). */
const NO_FRACTION = 12_582_912;
/** 0.1f */
const STEP = single(0.1);

/*
 * The groups are searched side by side: their sums do not wait for one another, which halves the time. So value i of
 * group g lies at 8 i + g, and what a group has one of lies at g.
 */
const values = new Float32Array(BLOCK);
const weights = new Float32Array(BLOCK);
const trialLevels = new Uint8Array(BLOCK);
const most = new Float32Array(GROUPS);
const lanes = (): Float32Array => new Float32Array(GROUPS);
const [inverse, minimum, scale, error] = [lanes(), lanes(), lanes(), lanes()];
const [trialScale, trialMinimum, trialError] = [lanes(), lanes(), lanes()];
/** Over a group: Σ weight, Σ weight · value; and of a trial: Σ weight · level, · level², · level · value. */
const [sumWeight, sumValue] = [lanes(), lanes()];
const [sumLevel, sumSquare, sumProduct] = [lanes(), lanes(), lanes()];

/**
 * ggml's `make_qkx2_quants` on the 8 groups of a block, to the last bit: tries inverse scales, solves each for the best
 * scale and minimum by least squares (values far from zero weigh more), and keeps the one of least error.
 */
export function fitScalesAndMinima(
  row: Float32Array,
  from: number,
  mostLevel: number,
  { start, steps }: Search,
  fit: Fit,
): void {
  weigh(row, from);
  error.fill(Number.POSITIVE_INFINITY);
  invertFor(mostLevel);
  roundTo(mostLevel);
  takeStart();
  keepBetter(fit.levels);
  for (let step = 0; step <= steps; step++) {
    invertFor(single(single(start + single(STEP * step)) + mostLevel));
    roundTo(mostLevel);
    for (let g = 0; g < GROUPS; g++) solve(g);
    keepBetter(fit.levels);
  }
  finish(fit);
}

/** Each try starts from the best minimum so far. */
function invertFor(levelCount: number): void {
  for (let g = 0; g < GROUPS; g++) inverse[g] = levelCount / rangeOf(g);
}

/** The first trial spans the range without solving. */
function takeStart(): void {
  for (let g = 0; g < GROUPS; g++) {
    trialScale[g] = 1 / (inverse[g] ?? 0);
    trialMinimum[g] = minimum[g] ?? 0;
  }
}

const rangeOf = (g: number): number => single((most[g] ?? 0) - (minimum[g] ?? 0));

/** Lays the groups side by side, weighs each value rms + |value|, and finds each group's range with zero in it. */
function weigh(row: Float32Array, from: number): void {
  for (let g = 0; g < GROUPS; g++) {
    let squares = 0;
    for (let i = from + GROUP * g; i < from + GROUP * (g + 1); i++)
      squares = single(squares + single((row[i] ?? 0) * (row[i] ?? 0)));
    weighGroup(row, from + GROUP * g, g, single(Math.sqrt(single(squares / GROUP))));
  }
}

function weighGroup(row: Float32Array, from: number, g: number, rms: number): void {
  let [lowest, highest, weightSum, valueSum] = [row[from] ?? 0, row[from] ?? 0, 0, 0];
  for (let i = 0; i < GROUP; i++) {
    const value = row[from + i] ?? 0;
    const weight = single(rms + Math.abs(value));
    values[GROUPS * i + g] = value;
    weights[GROUPS * i + g] = weight;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    weightSum = single(weightSum + weight);
    valueSum = single(valueSum + single(weight * value));
  }
  minimum[g] = Math.min(lowest, 0);
  most[g] = highest;
  sumWeight[g] = weightSum;
  sumValue[g] = valueSum;
}

/** Sets the trial's levels for the inverse scales, and its sums. */
function roundTo(mostLevel: number): void {
  sumLevel.fill(0);
  sumSquare.fill(0);
  sumProduct.fill(0);
  for (let at = 0; at < BLOCK; at++) {
    const g = at & (GROUPS - 1);
    const value = values[at] ?? 0;
    const exact = single((inverse[g] ?? 0) * single(value - (minimum[g] ?? 0)));
    const nearest = single(exact + NO_FRACTION) - NO_FRACTION;
    const level = nearest < 0 ? 0 : nearest > mostLevel ? mostLevel : nearest;
    trialLevels[at] = level;
    const weighted = single((weights[at] ?? 0) * level);
    sumLevel[g] = (sumLevel[g] ?? 0) + weighted;
    sumSquare[g] = (sumSquare[g] ?? 0) + single(weighted * level);
    sumProduct[g] = (sumProduct[g] ?? 0) + single(weighted * value);
  }
}

/**
 * Least squares over a trial's levels. Where there is no answer (all values equal) the scale is NaN, and so is the error,
 * which is less than none.
 */
function solve(g: number): void {
  const [weight, value] = [sumWeight[g] ?? 0, sumValue[g] ?? 0];
  const [level, square, product] = [sumLevel[g] ?? 0, sumSquare[g] ?? 0, sumProduct[g] ?? 0];
  const determinant = single(single(weight * square) - single(level * level));
  const least = single(single(single(square * value) - single(level * product)) / determinant);
  trialMinimum[g] = Math.min(least, 0);
  if (!(determinant > 0)) trialScale[g] = Number.NaN;
  else if (least > 0) trialScale[g] = product / square;
  else trialScale[g] = single(single(weight * product) - single(value * level)) / determinant;
}

/** Weighted squared error of the trial's levels. */
function measureError(): void {
  trialError.fill(0);
  for (let at = 0; at < BLOCK; at++) {
    const g = at & (GROUPS - 1);
    const scaled = single((trialScale[g] ?? 0) * (trialLevels[at] ?? 0));
    const difference = single(single(scaled + (trialMinimum[g] ?? 0)) - (values[at] ?? 0));
    const squared = single(difference * difference);
    trialError[g] = (trialError[g] ?? 0) + single((weights[at] ?? 0) * squared);
  }
}

function keepBetter(levels: Uint8Array): void {
  measureError();
  for (let g = 0; g < GROUPS; g++) {
    if (!((trialError[g] ?? 0) < (error[g] ?? 0))) continue;
    scale[g] = trialScale[g] ?? 0;
    minimum[g] = trialMinimum[g] ?? 0;
    error[g] = trialError[g] ?? 0;
    for (let i = 0; i < GROUP; i++) levels[GROUP * g + i] = trialLevels[GROUPS * i + g] ?? 0;
  }
}

function finish({ scales, minima }: Fit): void {
  scales.set(scale);
  for (let g = 0; g < GROUPS; g++) minima[g] = -(minimum[g] ?? 0);
}
