export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points for `width` pixel columns that keep the lowest and the highest value of each: no stall is lost. */
export function envelope(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
  width: number,
): Point[] {
  const points: Point[] = [];
  const step = (to - from) / width;
  let column = { place: -1, low: -1, high: -1 };
  const pointAt = (i: number): Point => ({ x: times[i] ?? 0, y: values[i] ?? 0 });
  const flush = (): void => {
    if (column.low < 0) return;
    const first = Math.min(column.low, column.high);
    const last = Math.max(column.low, column.high);
    points.push(pointAt(first));
    if (last !== first) points.push(pointAt(last));
  };
  for (let i = 0; i < times.length; i++) {
    const t = times[i] ?? 0;
    if (t < from || t > to) continue;
    const place = Math.floor((t - from) / step);
    if (place !== column.place) {
      flush();
      column = { place, low: i, high: i };
    }
    if ((values[i] ?? 0) < (values[column.low] ?? 0)) column.low = i;
    if ((values[i] ?? 0) > (values[column.high] ?? 0)) column.high = i;
  }
  flush();
  return points;
}
