import { type BlockBasis, type BlockDesign, blockBasis, centre, passingBasis } from './block-basis.ts';
import { room } from './room.ts';

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

/**
 * Weighted least squares with one level a block. Columns that repeat what earlier ones say are left out, so that a small
 * design loses its nuisance effects and not the effect that is asked for.
 * @param weights of each row, 0 leaves it out; null: each counts once
 * @returns null where the effect cannot be told from the levels
 */
export function fitBlocks(
  design: BlockDesign,
  y: Float64Array,
  weights: Float64Array | null,
): BlockFit | null {
  const basis = blockBasis(design, weights);
  if (!basis) return null;
  const { effect, residuals } = solved(basis, design, y, weights);
  const [squares = Number.NaN] = basis.squares;
  let residualSquares = 0;
  for (let i = 0; i < y.length; i++) {
    const residual = Number(residuals[i]);
    residualSquares += (weights === null ? 1 : Number(weights[i])) * (residual * residual);
  }
  return {
    effect,
    unscaledVariance: 1 / squares,
    residualSquares,
    df: basis.df,
    residuals,
    leverages: weights === null ? knownLeverages(basis, design) : leveragesOf(basis, design),
  };
}

/** What is left of the values alone: a search for weights asks for nothing else. */
export function residualsOf(
  design: BlockDesign,
  y: Float64Array,
  weights: Float64Array,
): Float64Array | null {
  const basis = passingBasis(design, weights);
  return basis && solved(basis, design, y, weights).residuals;
}

const roomOfResponse = room();

/** Takes every direction out of the centred values; the first one's coefficient is the effect. */
function solved(
  { sums, directions, squares }: BlockBasis,
  { blocks }: BlockDesign,
  y: Float64Array,
  weights: Float64Array | null,
): { effect: number; residuals: Float64Array } {
  const n = y.length;
  const response = roomOfResponse.of(n);
  centre(y, { blocks, weights, sums }, response);
  const residuals = new Float64Array(n);
  for (let i = 0; i < n; i++) residuals[i] = Number(response[i]);
  let effect = Number.NaN;
  for (let k = 0; k < squares.length; k++) {
    const from = k * n;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const product = Number(directions[from + i]) * Number(response[i]);
      sum += weights === null ? product : Number(weights[i]) * product;
    }
    const coefficient = sum / Number(squares[k]);
    if (k === 0) effect = coefficient;
    for (let i = 0; i < n; i++)
      residuals[i] = Number(residuals[i]) - coefficient * Number(directions[from + i]);
  }
  return { effect, residuals };
}

/** They are the same whatever the values, and thousands of fits share the basis of a whole design. */
const ofWholeDesigns = new WeakMap<BlockBasis, Float64Array>();

function knownLeverages(basis: BlockBasis, design: BlockDesign): Float64Array {
  const known = ofWholeDesigns.get(basis);
  if (known) return known;
  const leverages = leveragesOf(basis, design);
  ofWholeDesigns.set(basis, leverages);
  return leverages;
}

function leveragesOf({ sums, directions, squares }: BlockBasis, { blocks }: BlockDesign): Float64Array {
  const n = blocks.length;
  const leverages = new Float64Array(n);
  for (let i = 0; i < n; i++) leverages[i] = 1 / Number(sums[Number(blocks[i])]);
  for (let k = 0; k < squares.length; k++) {
    for (let i = 0; i < n; i++) {
      const value = Number(directions[k * n + i]);
      leverages[i] = Number(leverages[i]) + (value * value) / Number(squares[k]);
    }
  }
  return leverages;
}
