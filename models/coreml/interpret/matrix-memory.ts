import { type FourDotProducts, fourDotProducts, VECTOR_BYTES } from './four-dot-products.ts';

const PAGE_BYTES = 1 << 16;
const NUMBER_BYTES = Float32Array.BYTES_PER_ELEMENT;
const VECTOR_NUMBERS = VECTOR_BYTES / NUMBER_BYTES;
/** Numbers that one memory has room for; a larger matrix has one of its own. What is not used costs nothing. */
const AREA_NUMBERS = 1 << 25;
/** Numbers at the beginning of each memory for the rows that are multiplied. */
const ROWS_NUMBERS = 1 << 18;
/** Partial sums of four dot products, between the rows and the matrices. */
const SUMS_NUMBERS = 4 * VECTOR_NUMBERS;

/** A matrix of [outputs, inputs]. */
export interface MatrixSize {
  readonly outputs: number;
  readonly inputs: number;
}

/** Matrices in memories that WebAssembly reads, several because one ends at 4 GiB. */
export class MatrixMemory {
  private readonly areas = new Map<ArrayBufferLike, Area>();
  private last: Area | null = null;

  /** Room for a matrix, zeros so far. It stays where it is as long as this memory. */
  room(numbers: number): Float32Array {
    if (this.last === null || this.last.left < numbers) {
      this.last = new Area(Math.max(AREA_NUMBERS, numbers));
      this.areas.set(this.last.buffer, this.last);
    }
    return this.last.take(numbers);
  }

  /** Rows of `x` times the transposed matrix, or null for one that is not in here, or of a size that vectors do not fit. */
  multiply(x: Float32Array, matrix: Float32Array, { outputs, inputs }: MatrixSize): Float32Array | null {
    const area = this.areas.get(matrix.buffer);
    const isWhole = inputs % VECTOR_NUMBERS === 0 && inputs <= ROWS_NUMBERS && outputs >= 4;
    return area && isWhole ? area.multiply(x, matrix, { outputs, inputs }) : null;
  }
}

class Area {
  readonly buffer: ArrayBufferLike;
  private readonly rows: Float32Array;
  private readonly sums: Float32Array;
  private readonly sumInto: FourDotProducts;
  private used = ROWS_NUMBERS + SUMS_NUMBERS;

  constructor(numbers: number) {
    const pages = Math.ceil(((this.used + numbers) * NUMBER_BYTES) / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = memory.buffer;
    this.rows = new Float32Array(memory.buffer, 0, ROWS_NUMBERS);
    this.sums = new Float32Array(memory.buffer, ROWS_NUMBERS * NUMBER_BYTES, SUMS_NUMBERS);
    this.sumInto = fourDotProducts(memory);
  }

  get left(): number {
    return this.buffer.byteLength / NUMBER_BYTES - this.used;
  }

  take(numbers: number): Float32Array {
    const taken = new Float32Array(this.buffer, this.used * NUMBER_BYTES, numbers);
    this.used += numbers;
    return taken;
  }

  /** As many rows at once as there is room for: the matrix is read once for all of them. */
  multiply(x: Float32Array, matrix: Float32Array, size: MatrixSize): Float32Array {
    const { outputs, inputs } = size;
    const data = new Float32Array((x.length / inputs) * outputs);
    const step = Math.floor(ROWS_NUMBERS / inputs);
    for (let row = 0; row * inputs < x.length; row += step) {
      const some = x.subarray(row * inputs, (row + step) * inputs);
      this.rows.set(some);
      this.multiplyRows(some.length / inputs, matrix.byteOffset, size, data.subarray(row * outputs));
    }
    return data;
  }

  /** Four outputs at once; the last four may have been computed in part before. */
  private multiplyRows(
    rows: number,
    matrixAt: number,
    { outputs, inputs }: MatrixSize,
    into: Float32Array,
  ): void {
    const bytes = inputs * NUMBER_BYTES;
    const { sums, sumInto } = this;
    for (let next = 0; next < outputs; next += 4) {
      const output = Math.min(next, outputs - 4);
      const at = matrixAt + output * bytes;
      for (let row = 0; row < rows; row++) {
        const x = row * bytes;
        sumInto(x, x + bytes, sums.byteOffset, at, at + bytes, at + 2 * bytes, at + 3 * bytes);
        for (let each = 0; each < 4; each++)
          into[row * outputs + output + each] = vectorSum(sums, each * VECTOR_NUMBERS);
      }
    }
  }
}

const vectorSum = (sums: Float32Array, at: number): number =>
  (sums[at] as number) + (sums[at + 1] as number) + ((sums[at + 2] as number) + (sums[at + 3] as number));
