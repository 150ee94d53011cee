import type { ConversionCheck } from './conversion.ts';
import { type OpenGguf, rowsOf } from './gguf/open-gguf.ts';
import type { GgufTensor } from './gguf/read-gguf.ts';
import { elementCount } from './gguf/tensor-types.ts';

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

/** As small as the blocks of any type here. */
const BLOCK_WEIGHTS = 32;
/** Above it a block of weights is not the source's any more, whatever the packing: eight bits a block stay well below. */
const LARGEST_RELATIVE_ERROR = 0.02;

/** Written weights beside those of their source, row by row. */
export class ComparedWeights {
  private compared = 0;
  private largest = 0;
  /** Of squares. */
  private error = 0;
  private power = 0;
  private block = 0;

  /** @param usual the size of weights around this row: the root of their mean square */
  addRow(wanted: Float32Array, found: Float32Array, usual: number): void {
    for (let at = 0; at < wanted.length; at += BLOCK_WEIGHTS)
      this.addBlock(wanted.subarray(at, at + BLOCK_WEIGHTS), found.subarray(at, at + BLOCK_WEIGHTS), usual);
  }

  private addBlock(wanted: Float32Array, found: Float32Array, usual: number): void {
    let [largest, size] = [0, usual];
    for (let i = 0; i < wanted.length; i++) {
      const value = wanted[i] ?? 0;
      const off = Math.abs(value - (found[i] ?? Number.NaN));
      // `Math.max` keeps NaN, so one value that is not a number makes the result NaN.
      largest = Math.max(largest, off);
      size = Math.max(size, Math.abs(value));
      this.error += off * off;
      this.power += value * value;
    }
    this.compared += wanted.length;
    this.largest = Math.max(this.largest, largest);
    this.block = Math.max(this.block, largest === 0 ? 0 : largest / size);
  }

  total(): WeightError {
    const relativeRmsError = Math.sqrt(this.power === 0 ? this.error : this.error / this.power);
    return {
      comparedWeights: this.compared,
      maxAbsError: this.largest,
      relativeRmsError,
      largestBlockError: this.block,
    };
  }
}

export const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** How much of a tensor is compared. */
export interface Extent {
  /** All of its weights, or of a large one's rows all over it: the rows of a tensor are made alike. */
  readonly isWhole: boolean;
  /** Rows that are not taken apart. */
  readonly unit?: number;
}

/** Of models with more weights a sample is compared: a billion of them take minutes. */
const COMPARED_WHOLE = 500_000_000;
/** Compared at once; of a tensor that is not compared whole, so many in all. */
const COMPARED_WEIGHTS = 1 << 18;
const BANDS = 8;

export const isComparedWhole = ({ tensors }: Pick<OpenGguf, 'tensors'>): boolean =>
  tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0) <= COMPARED_WHOLE;

export interface Band {
  readonly firstRow: number;
  readonly rows: number;
}

/** Runs of rows from the first to the last. */
export function bandsOf(source: GgufTensor, { isWhole, unit = 1 }: Extent): Band[] {
  const all = rowsOf(source);
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

/** Whether every block is the source's, by tensor. */
export function weightCheck(errors: ReadonlyMap<string, WeightError>): ConversionCheck {
  const all = [...errors.entries()];
  const compared = all.reduce((sum, [, { comparedWeights }]) => sum + comparedWeights, 0);
  // An error that is not a number counts as the worst, whatever comes after it.
  const [name, worst] = all.reduce<[string, number]>(
    (most, [tensor, { largestBlockError }]) =>
      Number.isNaN(most[1]) || largestBlockError <= most[1] ? most : [tensor, largestBlockError],
    ['none', 0],
  );
  const passed = all.length > 0 && worst <= LARGEST_RELATIVE_ERROR;
  return {
    name: 'weights read back',
    outcome: passed ? 'passed' : 'failed',
    detail: `${compared} weights of ${all.length} tensors compared; largest relative error of a block ${worst.toPrecision(3)} (${name})`,
  };
}
