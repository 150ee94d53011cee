/** Sums of a series up to every index, so that what a level or a line leaves of any stretch takes constant time. */
export class RunningSums {
  /** About the first value: logs of large numbers keep their digits. */
  readonly values: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  /** Of value × index. */
  readonly #products: Float64Array;

  constructor(series: readonly number[]) {
    const n = series.length;
    const first = series[0] ?? 0;
    this.values = Float64Array.from(series, (value) => value - first);
    this.#sums = new Float64Array(n + 1);
    this.#squares = new Float64Array(n + 1);
    this.#products = new Float64Array(n + 1);
    for (const [i, value] of this.values.entries()) {
      this.#sums[i + 1] = Number(this.#sums[i]) + value;
      this.#squares[i + 1] = Number(this.#squares[i]) + value ** 2;
      this.#products[i + 1] = Number(this.#products[i]) + value * i;
    }
  }

  /** Mean of [start, end), about the first value of the series. */
  level(start: number, end: number): number {
    return between(this.#sums, start, end) / (end - start);
  }

  /** Squares that one level leaves of [start, end). */
  aboutLevel(start: number, end: number): number {
    const sum = between(this.#sums, start, end);
    return Math.max(0, between(this.#squares, start, end) - sum ** 2 / (end - start));
  }

  /** Squares that a straight line leaves of [start, end). */
  aboutLine(start: number, end: number): number {
    const count = end - start;
    const middle = (start + end - 1) / 2;
    const spread = (count * (count ** 2 - 1)) / 12;
    const slope = between(this.#products, start, end) - middle * between(this.#sums, start, end);
    const explained = spread > 0 ? slope ** 2 / spread : 0;
    return Math.max(0, this.aboutLevel(start, end) - explained);
  }
}

const between = (sums: Float64Array, start: number, end: number): number =>
  Number(sums[end]) - Number(sums[start]);
