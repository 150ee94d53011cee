/** Weights that share a scale and a minimum. */
export const GROUP = 32;

/** Inverse scales that are tried: as many levels as there are plus `start`, then a tenth of a level more each step. */
export interface Search {
  readonly start: number;
  readonly steps: number;
}

/** What was found: value ≈ scale · level − minimum, with minimum ≥ 0. */
export interface Fit {
  scale: number;
  minimum: number;
  readonly levels: Uint8Array;
}

/** Every step is rounded to single precision, as in ggml. An imported constant would not be inlined: ten times slower. */
const single = Math.fround;
/** Adding and taking away 1.5 · 2^23 rounds a single to an integer, ties to even (ggml's `nearest_int`). */
const NO_FRACTION = 12_582_912;
/** The same for a double. */
const NO_FRACTION_DOUBLE = 6_755_399_441_055_744;
/** 0.1f */
const STEP = single(0.1);
/** Nearer than this to the middle between two levels, single and double precision may round apart. */
const SURELY_ROUNDED = 0.4999;

const group = new Float32Array(GROUP);
const weights = new Float32Array(GROUP);
const trial = new Uint8Array(GROUP);

/** Of the group, in single precision as ggml has them: Σ weight, Σ weight · value. */
const sums = { weight: 0, value: 0 };
/** In double precision, for `leastError`: the same, Σ weight · value², and a trial's Σ weight · level, · level², · level · value. */
const exact = { weight: 0, value: 0, squares: 0, level: 0, levelSquares: 0, product: 0 };

/**
 * ggml's `make_qkx2_quants` on 32 values, to the last bit: tries inverse scales, solves each for the best scale and
 * minimum by least squares (values far from zero weigh more), and keeps the one of least error. Single precision costs a
 * conversion a step here, so a trial is first judged in double precision; most are too far behind to be worth more.
 */
export function fitScaleAndMinimum(
  row: Float32Array,
  from: number,
  mostLevel: number,
  { start, steps }: Search,
  fit: Fit,
): void {
  const { least, most } = weigh(row, from);
  if (least === most) {
    fit.scale = 0;
    fit.minimum = -least;
    fit.levels.fill(0);
    return;
  }
  const inverse = single(mostLevel / single(most - least));
  let [scale, minimum] = [single(1 / inverse), least];
  roundTo(inverse, least, mostLevel);
  fit.levels.set(trial);
  let error = errorOf(scale, minimum, Number.POSITIVE_INFINITY);
  for (let step = 0; step <= steps; step++) {
    const count = single(single(start + single(STEP * step)) + mostLevel);
    // Each try starts from the best minimum so far.
    roundTo(single(count / single(most - minimum)), minimum, mostLevel);
    if (leastError() > error * (1 + SLACK) + exact.squares * NOISE || !solve()) continue;
    const found = errorOf(solved.scale, solved.minimum, error);
    if (found >= error) continue;
    error = found;
    ({ scale, minimum } = solved);
    fit.levels.set(trial);
  }
  fit.scale = scale;
  fit.minimum = -minimum;
}

/**
 * What single precision may be off in an error: a part of the error, and of Σ weight · value², from which differences are
 * taken. Both are a hundred times what 32 sums can lose.
 */
const SLACK = 1e-3;
const NOISE = 1e-7;

/** Copies the group, weighs each value rms + |value|, and gives the range with zero in it. */
function weigh(row: Float32Array, from: number): { least: number; most: number } {
  let squares = 0;
  for (let i = 0; i < GROUP; i++) {
    const value = row[from + i] ?? 0;
    group[i] = value;
    squares = single(squares + single(value * value));
  }
  const rms = single(Math.sqrt(single(squares / GROUP)));
  let [least, most] = [group[0] ?? 0, group[0] ?? 0];
  let [weightSum, valueSum] = [0, 0];
  exact.weight = exact.value = exact.squares = 0;
  for (let i = 0; i < GROUP; i++) {
    const value = group[i] ?? 0;
    const weight = single(rms + Math.abs(value));
    weights[i] = weight;
    if (value < least) least = value;
    if (value > most) most = value;
    weightSum = single(weightSum + weight);
    valueSum = single(valueSum + single(weight * value));
    exact.weight += weight;
    exact.value += weight * value;
    exact.squares += weight * value * value;
  }
  sums.weight = weightSum;
  sums.value = valueSum;
  return { least: Math.min(least, 0), most };
}

/** Sets the trial's levels as single precision rounds them, and its sums in double precision. */
function roundTo(inverse: number, least: number, mostLevel: number): void {
  let level = 0;
  let levelSquares = 0;
  let product = 0;
  for (let i = 0; i < GROUP; i++) {
    const value = group[i] ?? 0;
    const position = inverse * (value - least);
    let nearest = position + NO_FRACTION_DOUBLE - NO_FRACTION_DOUBLE;
    if (Math.abs(position - nearest) > SURELY_ROUNDED)
      nearest = single(single(inverse * single(value - least)) + NO_FRACTION) - NO_FRACTION;
    const rounded = nearest < 0 ? 0 : nearest > mostLevel ? mostLevel : nearest;
    trial[i] = rounded;
    const weighted = (weights[i] ?? 0) * rounded;
    level += weighted;
    levelSquares += weighted * rounded;
    product += weighted * value;
  }
  exact.level = level;
  exact.levelSquares = levelSquares;
  exact.product = product;
}

/** The least error that any scale and any minimum ≤ 0 reach with the trial's levels; not a number where all are equal. */
function leastError(): number {
  const { weight, value, squares, level, levelSquares, product } = exact;
  const determinant = weight * levelSquares - level * level;
  let scale = (weight * product - value * level) / determinant;
  let minimum = (levelSquares * value - level * product) / determinant;
  if (minimum > 0) {
    minimum = 0;
    scale = product / levelSquares;
  }
  const crossed = scale * minimum * level - scale * product - minimum * value;
  return squares + scale * scale * levelSquares + minimum * minimum * weight + 2 * crossed;
}

const solved = { scale: 0, minimum: 0 };

/** Least squares over the trial's levels in single precision, into `solved`; false where there is no answer. */
function solve(): boolean {
  let [level, square, product] = [0, 0, 0];
  for (let i = 0; i < GROUP; i++) {
    const rounded = trial[i] ?? 0;
    const weighted = single((weights[i] ?? 0) * rounded);
    level = single(level + weighted);
    square = single(square + single(weighted * rounded));
    product = single(product + single(weighted * (group[i] ?? 0)));
  }
  const { weight, value } = sums;
  const determinant = single(single(weight * square) - single(level * level));
  if (!(determinant > 0)) return false;
  solved.scale = single(single(single(weight * product) - single(value * level)) / determinant);
  solved.minimum = single(single(single(square * value) - single(level * product)) / determinant);
  if (solved.minimum > 0) {
    solved.minimum = 0;
    solved.scale = single(product / square);
  }
  return true;
}

/** Weighted squared error of the trial's levels in single precision; some sum that reaches `limit` once it does. */
function errorOf(scale: number, minimum: number, limit: number): number {
  let error = 0;
  for (let i = 0; i < GROUP && error < limit; i++) {
    const difference = single(single(single(scale * (trial[i] ?? 0)) + minimum) - (group[i] ?? 0));
    error = single(error + single((weights[i] ?? 0) * single(difference * difference)));
  }
  return error;
}
