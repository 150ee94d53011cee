/** Room for short series: the nightly trigger takes a median some twenty times a night of every series. */
const scratch = new Float64Array(1024);

/** Middle value, or the mean of the two middle ones; null for nothing. */
export function median(values: ArrayLike<number>): number | null {
  const n = values.length;
  if (n === 0) return null;
  const buffer = n <= scratch.length ? scratch : new Float64Array(n);
  for (let i = 0; i < n; i++) buffer[i] = Number(values[i]);
  const half = n >> 1;
  select(buffer, n, half);
  const upper = Number(buffer[half]);
  if (n % 2 === 1) return upper;
  let lower = Number(buffer[0]);
  for (let i = 1; i < half; i++) lower = Math.max(lower, Number(buffer[i]));
  return (upper + lower) / 2;
}

/** Hoare's selection: what would stand at `place` in order comes to stand there, and nothing larger before it. */
function select(buffer: Float64Array, count: number, place: number): void {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = Number(buffer[place]);
    let i = left;
    let j = right;
    while (i <= j) {
      i = firstNotBelow(buffer, i, pivot);
      while (Number(buffer[j]) > pivot) j--;
      if (i <= j) swap(buffer, i++, j--);
    }
    if (j < place) left = i;
    if (place < i) right = j;
  }
}

function firstNotBelow(buffer: Float64Array, from: number, pivot: number): number {
  let i = from;
  while (Number(buffer[i]) < pivot) i++;
  return i;
}

function swap(buffer: Float64Array, i: number, j: number): void {
  const value = Number(buffer[i]);
  buffer[i] = Number(buffer[j]);
  buffer[j] = value;
}
