import { room } from './room.ts';

/** Observations in blocks, each block with a level of its own, and what else explains them. */
export interface BlockDesign {
  /** The block of each row, from 0. */
  readonly blocks: Int32Array;
  readonly blockCount: number;
  /** One column of values for each effect, as long as `blocks`; the first is the one that is asked for. */
  readonly covariates: readonly Float64Array[];
}

/** Columns of a design that do not overlap: what a fit of any values needs of design and weights. */
export interface BlockBasis {
  /** Of the weights of each block. */
  readonly sums: Float64Array;
  /** The directions, one after the other, each as long as the rows; that of the effect that is asked for comes first. */
  readonly directions: Float64Array;
  /** Weighted squares of each direction. */
  readonly squares: readonly number[];
  /** Rows that count, less the levels of their blocks and the effects. */
  readonly df: number;
}

/** A column that keeps less than this share of its squares beside the others says what they say. */
const COLLINEAR = 1e-9;

/** Every row counts once in most fits, and thousands of fits share one design. */
const ofWholeDesigns = new WeakMap<BlockDesign, BlockBasis | null>();

/**
 * @param weights of each row, 0 leaves it out; null: each counts once
 * @returns null where the effect that is asked for cannot be told from the levels
 */
export function blockBasis(design: BlockDesign, weights: Float64Array | null): BlockBasis | null {
  if (weights !== null) return basisOf(design, weights);
  const known = ofWholeDesigns.get(design);
  if (known !== undefined) return known;
  const basis = basisOf(design, new Float64Array(design.blocks.length).fill(1));
  ofWholeDesigns.set(design, basis);
  return basis;
}

const roomOfDirections = room();

/** The same for a single use: its directions are gone with the next one. */
export const passingBasis = (design: BlockDesign, weights: Float64Array): BlockBasis | null =>
  basisOf(design, weights, roomOfDirections.of(design.covariates.length * design.blocks.length));

/** @param columns room for the directions */
function basisOf(
  { blocks, blockCount, covariates }: BlockDesign,
  weights: Float64Array,
  columns: Float64Array = new Float64Array(covariates.length * blocks.length),
): BlockBasis | null {
  const n = blocks.length;
  const sums = new Float64Array(blockCount);
  let rows = 0;
  for (let i = 0; i < n; i++) {
    const block = Number(blocks[i]);
    sums[block] = Number(sums[block]) + Number(weights[i]);
    if (Number(weights[i]) > 0) rows++;
  }
  covariates.forEach((column, i) => {
    centre(column, { blocks, weights, sums }, columns, i * n);
  });
  const squares = makeIndependent(columns, covariates.length, n, weights);
  if (squares === null) return null;
  let levels = 0;
  for (let block = 0; block < blockCount; block++) if (Number(sums[block]) > 0) levels++;
  return { sums, directions: columns, squares, df: rows - levels - squares.length };
}

interface BlockWeights {
  readonly blocks: Int32Array;
  readonly weights: Float64Array | null;
  /** Of the weights of each block. */
  readonly sums: Float64Array;
}

const roomOfMeans = room();

/**
 * Less the weighted mean of its block.
 * @param from where the centred column begins
 */
export function centre(
  column: Float64Array,
  { blocks, weights, sums }: BlockWeights,
  centred: Float64Array,
  from = 0,
): void {
  const means = roomOfMeans.of(sums.length);
  means.fill(0, 0, sums.length);
  for (let i = 0; i < column.length; i++) {
    const block = Number(blocks[i]);
    const value = Number(column[i]);
    means[block] = Number(means[block]) + (weights === null ? value : Number(weights[i]) * value);
  }
  for (let i = 0; i < column.length; i++) {
    const block = Number(blocks[i]);
    const sum = Number(sums[block]);
    centred[from + i] = sum > 0 ? Number(column[i]) - Number(means[block]) / sum : Number(column[i]);
  }
}

/**
 * Gram–Schmidt in place, nuisance columns before the first, so that the first keeps what is its own alone. A nuisance column
 * that would leave nothing of the first is left out, and those behind it move up.
 * @returns the squares of the columns that are kept; null where the first has none
 */
function makeIndependent(
  columns: Float64Array,
  count: number,
  n: number,
  weights: Float64Array,
): number[] | null {
  const own = squaresAt(columns, 0, n, weights);
  if (!(own > 0)) return null;
  const squares = [own];
  for (let from = n; from < count * n; from += n) {
    const to = squares.length * n;
    if (to < from) columns.copyWithin(to, from, from + n);
    const whole = squaresAt(columns, to, n, weights);
    for (let other = 1; other < squares.length; other++)
      takeOut(columns, { from: to, other: other * n, squares: Number(squares[other]) }, weights, n);
    const left = squaresAt(columns, to, n, weights);
    if (left <= COLLINEAR * Math.max(whole, Number.MIN_VALUE)) continue;
    const direction = { from: 0, other: to, squares: left };
    if (squaresWithout(columns, direction, weights, n) <= COLLINEAR * own) continue;
    squares.push(left);
    squares[0] = takeOut(columns, direction, weights, n);
  }
  return squares;
}

/** A column and another one that is taken out of it, by where they begin. */
interface Pair {
  readonly from: number;
  readonly other: number;
  /** Of the other one. */
  readonly squares: number;
}

const factorOf = (
  columns: Float64Array,
  { from, other, squares }: Pair,
  weights: Float64Array,
  n: number,
): number => {
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum += Number(weights[i]) * Number(columns[from + i]) * Number(columns[other + i]);
  return sum / squares;
};

/** Makes a column orthogonal to another; the squares that it has left. */
function takeOut(columns: Float64Array, pair: Pair, weights: Float64Array, n: number): number {
  const factor = factorOf(columns, pair, weights, n);
  const { from, other } = pair;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const left = Number(columns[from + i]) - factor * Number(columns[other + i]);
    columns[from + i] = left;
    sum += Number(weights[i]) * left * left;
  }
  return sum;
}

/** What `takeOut` would leave of a column. */
function squaresWithout(columns: Float64Array, pair: Pair, weights: Float64Array, n: number): number {
  const factor = factorOf(columns, pair, weights, n);
  const { from, other } = pair;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const left = Number(columns[from + i]) - factor * Number(columns[other + i]);
    sum += Number(weights[i]) * left * left;
  }
  return sum;
}

function squaresAt(columns: Float64Array, from: number, n: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum += Number(weights[i]) * Number(columns[from + i]) * Number(columns[from + i]);
  return sum;
}
