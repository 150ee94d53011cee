/** A pivot below this share of the largest number of the matrix is rounding: the equations say less than they ask. */
const SINGULAR = 1e-9;

/**
 * Solves a small dense system by Gaussian elimination with row pivots.
 * @param matrix n rows of n numbers, one after the other
 * @returns null where the equations do not determine the answer
 */
export function solveLinear(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length;
  const [m, x] = [matrix.slice(), right.slice()];
  const scale = m.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < n; column++) {
    const pivot = pivotRow(m, n, column);
    if (Math.abs(Number(m[pivot * n + column])) <= SINGULAR * scale) return null;
    swapRows(m, x, n, pivot, column);
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const times = Number(m[row * n + column]) / Number(m[column * n + column]);
      for (let k = column; k < n; k++)
        m[row * n + k] = Number(m[row * n + k]) - times * Number(m[column * n + k]);
      x[row] = Number(x[row]) - times * Number(x[column]);
    }
  }
  return x.map((value, i) => value / Number(m[i * n + i]));
}

function pivotRow(m: Float64Array, n: number, column: number): number {
  let best = column;
  for (let row = column + 1; row < n; row++)
    if (Math.abs(Number(m[row * n + column])) > Math.abs(Number(m[best * n + column]))) best = row;
  return best;
}

function swapRows(m: Float64Array, x: Float64Array, n: number, a: number, b: number): void {
  if (a === b) return;
  for (let k = 0; k < n; k++) [m[a * n + k], m[b * n + k]] = [Number(m[b * n + k]), Number(m[a * n + k])];
  [x[a], x[b]] = [Number(x[b]), Number(x[a])];
}
