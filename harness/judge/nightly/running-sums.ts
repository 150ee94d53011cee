/** Sums of a series up to every index, so that what a level leaves of any stretch takes constant time, and what a line does little more. */
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

  /**
   * Least squares that a line which bends once leaves of [start, end): a trend that changes its slope, or does not. The bend
   * adds (index − knot)₊ to the straight line; only the part of it that no straight line explains can explain more.
   */
  aboutBentLine(start: number, end: number): number {
    const count = end - start;
    const middle = (start + end - 1) / 2;
    const spread = (count * (count ** 2 - 1)) / 12;
    const sum = between(this.#sums, start, end);
    const slope = (between(this.#products, start, end) - middle * sum) / spread;
    const straight = this.aboutLevel(start, end) - slope ** 2 * spread;
    let most = 0;
    for (let knot = start + LEAST_ARM; knot < end - LEAST_ARM; knot++) {
      const arm = end - knot;
      const bend = (arm * (arm - 1)) / 2;
      const squares = (bend * (2 * arm - 1)) / 3;
      const along = (knot - middle) * bend + squares;
      const own = squares - bend ** 2 / count - along ** 2 / spread;
      const product = between(this.#products, knot, end) - knot * between(this.#sums, knot, end);
      const beyond = product - (sum / count) * bend - slope * along;
      most = Math.max(most, beyond ** 2 / own);
    }
    return Math.max(0, straight - most);
  }
}

/** Nights on each side of a bend: with fewer it would explain an outlier. */
const LEAST_ARM = 2;

const between = (sums: Float64Array, start: number, end: number): number =>
  Number(sums[end]) - Number(sums[start]);
