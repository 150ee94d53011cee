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
}

/** Small tensors are compared whole, of large ones rows all over them: the rows of a tensor are made alike. */
const COMPARED_WEIGHTS = 1 << 18;

/** Reads weights back from the written package and compares them with the source's, dequantised on its own. */
export async function compareWeights(
  gguf: OpenGguf,
  opened: OpenPackage,
  milFunction: MilFunction,
  plan: PlannedTensor,
  shape: DecoderShape,
): Promise<WeightError> {
  const operation = findWeight(milFunction, plan.name);
  if (!operation) throw new Error(`the program has no weight ${plan.name}`);
  const place = rowOrder(plan, shape);
  const sums = { compared: 0, largest: 0, error: 0, power: 0 };
  for (const { firstRow, rows } of bandsOf(plan, shape)) {
    const wanted = await gguf.readFloats(plan.source, firstRow, rows);
    const found = await readRows(opened, operation, firstRow, rows);
    const columns = wanted.length / rows;
    for (let row = 0; row < rows; row++) {
      const from = (place(firstRow + row) - firstRow) * columns;
      const ownRow = wanted.subarray(row * columns, (row + 1) * columns);
      addRow(sums, ownRow, found.subarray(from, from + columns));
    }
  }
  const { compared, largest, error, power } = sums;
  const relativeRmsError = Math.sqrt(power === 0 ? error : error / power);
  return { comparedWeights: compared, maxAbsError: largest, relativeRmsError };
}

interface Sums {
  compared: number;
  largest: number;
  /** Of squares. */
  error: number;
  power: number;
}

function addRow(sums: Sums, wanted: Float32Array, found: Float32Array): void {
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i] ?? 0;
    const off = Math.abs(value - (found[i] ?? Number.NaN));
    // `Math.max` keeps NaN, so one value that is not a number makes the result NaN.
    sums.largest = Math.max(sums.largest, off);
    sums.error += off * off;
    sums.power += value * value;
  }
  sums.compared += wanted.length;
}

interface Band {
  readonly firstRow: number;
  readonly rows: number;
}

const BANDS = 8;

/** Runs of rows from the first to the last; sorted heads stay whole, so that their rows are found in the same run. */
function bandsOf({ source, sortsHeads }: PlannedTensor, { headSize }: DecoderShape): Band[] {
  const all = rowsOf(source);
  const unit = sortsHeads ? headSize : 1;
  const wanted = Math.ceil(COMPARED_WEIGHTS / (source.dims[0] ?? 1));
  if (all <= wanted) return [{ firstRow: 0, rows: all }];
  const rows = Math.max(unit, Math.ceil(wanted / BANDS / unit) * unit);
  const places = Math.floor(all / rows) - 1;
  const starts = Array.from({ length: BANDS }, (_, i) => Math.round((i * places) / (BANDS - 1)) * rows);
  return [...new Set([...starts.slice(0, -1), all - rows])].map((firstRow) => ({ firstRow, rows }));
}
