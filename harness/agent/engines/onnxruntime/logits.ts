/** Index of the largest number, the first of equals. */
export function largestAt(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}

/** Natural logs of the softmax. */
export function logProbabilities(row: Float32Array): Float32Array {
  const most = row[largestAt(row)] ?? 0;
  let sum = 0;
  for (const value of row) sum += Math.exp(value - most);
  const total = most + Math.log(sum);
  return row.map((value) => value - total);
}
