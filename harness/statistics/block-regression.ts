/** Observations in blocks, each block with a level of its own, and what else explains them. */
export interface BlockDesign {
  /** The block of each row, from 0. */
  readonly blocks: Int32Array;
  readonly blockCount: number;
  /** One column of values for each effect, as long as `blocks`; the first is the one that is asked for. */
  readonly covariates: readonly Float64Array[];
}

/** A least-squares fit; what is asked for is the coefficient of the first covariate. */
export interface BlockFit {
  readonly effect: number;
  /** The effect's variance for noise of variance 1. */
  readonly unscaledVariance: number;
  readonly residualSquares: number;
  /** Rows less levels and effects. */
  readonly df: number;
  /** y less the fitted value of every row, also of rows that were left out. */
  readonly residuals: Float64Array;
  /** Variance of each fitted value for noise of variance 1; infinite where the block has no row in the fit. */
  readonly leverages: Float64Array;
}

/** A column that keeps less than this share of its squares beside the others says what they say. */
const COLLINEAR = 1e-9;

/**
 * Weighted least squares with one level a block. Columns that repeat what earlier ones say are left out, so that a small
 * design loses its nuisance effects and not the effect that is asked for.
 * @param weights of each row; 0 leaves it out
 * @returns null where the effect cannot be told from the levels
 */
export function fitBlocks(
  { blocks, blockCount, covariates }: BlockDesign,
  y: Float64Array,
  weights: Float64Array,
): BlockFit | null {
  const sums = new Float64Array(blockCount);
  for (let i = 0; i < y.length; i++) sums[at(blocks, i)] = at(sums, at(blocks, i)) + at(weights, i);
  // One piece of memory for all columns: thousands of fits a verdict would else spend their time on pieces of their own.
  const space = new Float64Array((covariates.length + 1) * y.length);
  const means = new Float64Array(blockCount);
  const [response = space, ...columns] = [y, ...covariates].map((column, i) => {
    const own = space.subarray(i * y.length, (i + 1) * y.length);
    centre(column, { blocks, weights, sums, means }, own);
    return own;
  });
  const basis = independent(columns, weights);
  if (basis[0] === undefined || basis[0].column !== 0) return null;
  const residuals = response.slice();
  const leverages = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) leverages[i] = 1 / at(sums, at(blocks, i));
  const inverse = solveBasis(basis, response, weights, residuals, leverages);
  let [residualSquares, rows] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = at(weights, i);
    if (weight <= 0) continue;
    rows++;
    residualSquares += weight * at(residuals, i) ** 2;
  }
  const used = sums.reduce((count, sum) => count + Number(sum > 0), 0);
  return { ...inverse, residualSquares, df: rows - used - basis.length, residuals, leverages };
}

/** Indices here are within bounds by construction; the fallback only satisfies the type. */
const at = (values: Float64Array | Int32Array, i: number): number => values[i] ?? Number.NaN;

interface BlockWeights {
  readonly blocks: Int32Array;
  readonly weights: Float64Array;
  /** Of the weights of each block. */
  readonly sums: Float64Array;
  /** Room for the mean of each block. */
  readonly means: Float64Array;
}

/** Less the weighted mean of its block. */
function centre(
  column: Float64Array,
  { blocks, weights, sums, means }: BlockWeights,
  centred: Float64Array,
): void {
  means.fill(0);
  for (let i = 0; i < column.length; i++) {
    const block = at(blocks, i);
    means[block] = at(means, block) + at(weights, i) * at(column, i);
  }
  for (let i = 0; i < column.length; i++) {
    const block = at(blocks, i);
    const sum = at(sums, block);
    centred[i] = sum > 0 ? at(column, i) - at(means, block) / sum : at(column, i);
  }
}

/** A column made orthogonal to the others behind it. */
interface Direction {
  /** Which covariate it came from. */
  readonly column: number;
  readonly values: Float64Array;
  readonly squares: number;
}

/**
 * Gram–Schmidt, nuisance columns before the first, so that the first keeps what is its own alone. A nuisance column that
 * would leave nothing of the first is left out.
 */
function independent(columns: readonly Float64Array[], weights: Float64Array): Direction[] {
  const [first, ...nuisances] = columns;
  if (!first) return [];
  const own = squaresOf(first, weights);
  if (own <= 0) return [];
  const kept: Direction[] = [];
  let left = own;
  nuisances.forEach((values, i) => {
    const whole = squaresOf(values, weights);
    for (const other of kept) takeOut(values, other, weights);
    const direction = { column: i + 1, values, squares: squaresOf(values, weights) };
    if (direction.squares <= COLLINEAR * Math.max(whole, Number.MIN_VALUE)) return;
    const without = squaresWithout(first, direction, weights);
    if (without <= COLLINEAR * own) return;
    kept.push(direction);
    takeOut(first, direction, weights);
    left = without;
  });
  return [{ column: 0, values: first, squares: left }, ...kept];
}

const factorOf = (
  values: Float64Array,
  { values: other, squares }: Direction,
  weights: Float64Array,
): number => product(values, other, weights) / squares;

/** Makes a column orthogonal to a direction, in place. */
function takeOut(values: Float64Array, direction: Direction, weights: Float64Array): void {
  const factor = factorOf(values, direction, weights);
  for (let i = 0; i < values.length; i++) values[i] = at(values, i) - factor * at(direction.values, i);
}

/** What `takeOut` would leave of a column. */
function squaresWithout(values: Float64Array, direction: Direction, weights: Float64Array): number {
  const factor = factorOf(values, direction, weights);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const left = at(values, i) - factor * at(direction.values, i);
    sum += at(weights, i) * left * left;
  }
  return sum;
}

function product(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(weights, i) * at(a, i) * at(b, i);
  return sum;
}

const squaresOf = (values: Float64Array, weights: Float64Array): number => product(values, values, weights);

/** Takes every direction out of the residuals; the first one's coefficient is the effect. */
function solveBasis(
  basis: readonly Direction[],
  response: Float64Array,
  weights: Float64Array,
  residuals: Float64Array,
  leverages: Float64Array,
): { effect: number; unscaledVariance: number } {
  let [effect, unscaledVariance] = [Number.NaN, Number.NaN];
  for (const { column, values, squares } of basis) {
    const coefficient = product(values, response, weights) / squares;
    if (column === 0) [effect, unscaledVariance] = [coefficient, 1 / squares];
    for (let i = 0; i < residuals.length; i++) {
      const value = at(values, i);
      residuals[i] = at(residuals, i) - coefficient * value;
      leverages[i] = at(leverages, i) + (value * value) / squares;
    }
  }
  return { effect, unscaledVariance };
}
