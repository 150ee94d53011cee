/** Points for `width` pixel columns that keep the lowest and the highest value of each: no stall is lost. */
export function envelope(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
  width: number,
): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  const step = (to - from) / width;
  let column = -1;
  let low = -1;
  let high = -1;
  const flush = (): void => {
    if (low < 0) return;
    for (const i of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) points.push({ x: times[i] ?? 0, y: values[i] ?? 0 });
  };
  for (let i = 0; i < times.length; i++) {
    const t = times[i] ?? 0;
    if (t < from || t > to) continue;
    const here = Math.floor((t - from) / step);
    if (here !== column) {
      flush();
      column = here;
      low = i;
      high = i;
    } else {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
    }
  }
  flush();
  return points;
}
