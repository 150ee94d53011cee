/** Room for the values in order: the nightly detector takes some ten of these means a night of every series. */
let sorted = new Float64Array(128);

/**
 * Mean of the middle half of [from, to): without the lowest and the highest quarter, each rounded down; null for nothing.
 * Sorts by insertion, which is the quickest for the few dozen nights of a level.
 */
export function midMean(values: readonly number[], from = 0, to = values.length): number | null {
  const count = to - from;
  if (count <= 0) return null;
  if (count > sorted.length) sorted = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const value = Number(values[from + i]);
    let place = i;
    for (; place > 0 && Number(sorted[place - 1]) > value; place--) sorted[place] = Number(sorted[place - 1]);
    sorted[place] = value;
  }
  const dropped = Math.floor(count / 4);
  let sum = 0;
  for (let i = dropped; i < count - dropped; i++) sum += Number(sorted[i]);
  return sum / (count - 2 * dropped);
}
