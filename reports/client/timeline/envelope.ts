import { placeOf } from './sorted-place.ts';

/** `y` is NaN where the line breaks. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Rising times with a value each, NaN where there is none; `starts` are the indices at which a new stretch begins, such as a
 * trial.
 */
export interface Series {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly starts?: ArrayLike<number>;
}

/**
 * Points for `width` pixel columns that keep the lowest and the highest value of each: no stall is lost. One more on either
 * side leads the line to the edges. Between two stretches the line breaks where the pause is at least a column wide.
 */
export function envelope(series: Series, from: number, to: number, width: number): Point[] {
  const { times, values } = series;
  const step = (to - from) / width;
  const points: Point[] = [];
  const pointAt = (i: number): Point => ({ x: times[i] ?? 0, y: values[i] ?? 0 });
  const stretches = new Stretches(series.starts ?? [], step);
  let before = -1;
  const add = (i: number): void => {
    if (before >= 0 && stretches.areApart(before, i, times)) points.push({ x: times[i] ?? 0, y: Number.NaN });
    points.push(pointAt(i));
    before = i;
  };
  for (const [low, high] of extremesOfColumns(series, from, to, step)) {
    add(Math.min(low, high));
    if (low !== high) add(Math.max(low, high));
  }
  return points;
}

/** Indices of the lowest and the highest value of each column that holds any, and of the neighbours outside. */
function* extremesOfColumns(
  { times, values }: Series,
  from: number,
  to: number,
  step: number,
): Generator<readonly [low: number, high: number]> {
  const columnOf = (i: number): number => Math.floor(((times[i] ?? 0) - from) / step);
  let first = placeOf(times, from);
  if (first > 0) yield [first - 1, first - 1];
  while (first < times.length && (times[first] ?? 0) <= to) {
    const column = columnOf(first);
    let end = first + 1;
    while (end < times.length && columnOf(end) === column) end++;
    const found = extremes(values, first, end);
    if (found) yield found;
    first = end;
  }
  if (first < times.length) yield [first, first];
}

/** Indices of the lowest and the highest value from `first` to before `end`; null where there is none. */
function extremes(values: ArrayLike<number>, first: number, end: number): readonly [number, number] | null {
  while (first < end && Number.isNaN(values[first])) first++;
  if (first === end) return null;
  let [low, high] = [first, first];
  for (let i = first + 1; i < end; i++) {
    if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
    if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
  }
  return [low, high];
}

/** Where stretches begin; asked for indices that rise. */
class Stretches {
  private next = 0;
  private readonly starts: ArrayLike<number>;
  private readonly leastPause: number;
  constructor(starts: ArrayLike<number>, leastPause: number) {
    this.starts = starts;
    this.leastPause = leastPause;
  }
  areApart(before: number, index: number, times: ArrayLike<number>): boolean {
    while ((this.starts[this.next] ?? Number.POSITIVE_INFINITY) <= before) this.next++;
    const start = this.starts[this.next] ?? Number.POSITIVE_INFINITY;
    if (start > index) return false;
    return (times[start] ?? 0) - (times[start - 1] ?? 0) >= this.leastPause;
  }
}
