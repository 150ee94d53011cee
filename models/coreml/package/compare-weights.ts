import type { DecoderShape } from '../../decoder-shape.ts';
import { type OpenGguf, rowsOf } from '../../gguf/open-gguf.ts';
import type { PlannedTensor } from '../graph/tensor-plan.ts';
import type { MilFunction } from '../mil/program.ts';
import type { OpenPackage } from './read-package.ts';
import { findWeight, readRows } from './read-weight.ts';
import { rowOrder } from './store-tensor.ts';

/** How far written weights are from their source. */
export interface WeightError {
  readonly comparedWeights: number;
  readonly maxAbsError: number;
  /** Root mean square of the error over that of the weights. */
  readonly relativeRmsError: number;
  /**
   * Of any block of weights, the largest error over the largest weight: a block that is not the source's is seen among a million
   * that are. Blocks far smaller than their tensor count as if they were not: nobody stores those so well.
   */
  readonly largestBlockError: number;
}

/** How much of a tensor is compared. */
export interface Extent {
  /** All of its weights, or of a large one's rows all over it: the rows of a tensor are made alike. */
  readonly isWhole: boolean;
}

/** Compared at once; of a tensor that is not compared whole, so many in all. */
const COMPARED_WEIGHTS = 1 << 18;
/** As small as the blocks of any type here. */
const BLOCK_WEIGHTS = 32;

/** Reads weights back from the written package and compares them with the source's, dequantised on its own. */
export async function compareWeights(
  gguf: OpenGguf,
  opened: OpenPackage,
  milFunction: MilFunction,
  plan: PlannedTensor,
  shape: DecoderShape,
  extent: Extent,
): Promise<WeightError> {
  const operation = findWeight(milFunction, plan.name);
  if (!operation) throw new Error(`the program has no weight ${plan.name}`);
  const place = rowOrder(plan, shape);
  const sums = { compared: 0, largest: 0, error: 0, power: 0, block: 0 };
  for (const { firstRow, rows } of bandsOf(plan, shape, extent)) {
    const wanted = await gguf.readFloats(plan.source, firstRow, rows);
    const found = await readRows(opened, operation, firstRow, rows);
    const columns = wanted.length / rows;
    const usual = rootMeanSquare(wanted);
    for (let row = 0; row < rows; row++) {
      const from = (place(firstRow + row) - firstRow) * columns;
      const ownRow = wanted.subarray(row * columns, (row + 1) * columns);
      const foundRow = found.subarray(from, from + columns);
      for (let at = 0; at < columns; at += BLOCK_WEIGHTS)
        addBlock(
          sums,
          ownRow.subarray(at, at + BLOCK_WEIGHTS),
          foundRow.subarray(at, at + BLOCK_WEIGHTS),
          usual,
        );
    }
  }
  const { compared, largest, error, power, block } = sums;
  const relativeRmsError = Math.sqrt(power === 0 ? error : error / power);
  return { comparedWeights: compared, maxAbsError: largest, relativeRmsError, largestBlockError: block };
}

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

interface Sums {
  compared: number;
  largest: number;
  /** Of squares. */
  error: number;
  power: number;
  block: number;
}

/** @param usual the size of weights around it */
function addBlock(sums: Sums, wanted: Float32Array, found: Float32Array, usual: number): void {
  let [largest, size] = [0, usual];
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i] ?? 0;
    const off = Math.abs(value - (found[i] ?? Number.NaN));
    // `Math.max` keeps NaN, so one value that is not a number makes the result NaN.
    largest = Math.max(largest, off);
    size = Math.max(size, Math.abs(value));
    sums.error += off * off;
    sums.power += value * value;
  }
  sums.compared += wanted.length;
  sums.largest = Math.max(sums.largest, largest);
  sums.block = Math.max(sums.block, largest === 0 ? 0 : largest / size);
}

interface Band {
  readonly firstRow: number;
  readonly rows: number;
}

const BANDS = 8;

/** Runs of rows from the first to the last; sorted heads stay whole, so that their rows are found in the same run. */
function bandsOf(
  { source, sortsHeads }: PlannedTensor,
  { headSize }: DecoderShape,
  { isWhole }: Extent,
): Band[] {
  const all = rowsOf(source);
  const unit = sortsHeads ? headSize : 1;
  const wanted = Math.ceil(COMPARED_WEIGHTS / (source.dims[0] ?? 1));
  if (all <= wanted) return [{ firstRow: 0, rows: all }];
  if (isWhole) return bandsOfAll(all, Math.ceil(wanted / unit) * unit);
  const rows = Math.max(unit, Math.ceil(wanted / BANDS / unit) * unit);
  const places = Math.floor(all / rows) - 1;
  const starts = Array.from({ length: BANDS }, (_, i) => Math.round((i * places) / (BANDS - 1)) * rows);
  return [...new Set([...starts.slice(0, -1), all - rows])].map((firstRow) => ({ firstRow, rows }));
}

/** One after the other. */
const bandsOfAll = (all: number, rows: number): Band[] =>
  Array.from({ length: Math.ceil(all / rows) }, (_, i) => ({
    firstRow: i * rows,
    rows: Math.min(rows, all - i * rows),
  }));
