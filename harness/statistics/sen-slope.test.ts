import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { senSlope } from './sen-slope.ts';

const line = (n: number, y: (x: number) => number) =>
  Array.from({ length: n }, (_, i) => ({ x: 3 * i, y: y(3 * i) }));

test('points of a line have its slope, without doubt', () => {
  expect(senSlope(line(6, (x) => 2 * x - 7))).toEqual({ slope: 2, low: 2, high: 2 });
});

test('one point far off moves nothing', () => {
  const points = line(9, (x) => x).map((point, i) => (i === 4 ? { ...point, y: 1e6 } : point));
  expect(senSlope(points)?.slope).toBe(1);
});

test('three points have no interval', () => {
  expect(senSlope(line(3, (x) => x))).toBeNull();
  expect(senSlope([...line(3, (x) => x), { x: 6, y: 1 }])).toBeNull();
});

test.each([4, 5, 8, 13, 30])('of %i noisy points each end is passed in one of twenty at most', (n) => {
  const random = createRandom(n);
  const runs = 2000;
  let [below, above] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const found = senSlope(line(n, (x) => 0.5 * x + random.gauss()));
    if ((found?.high ?? 0) < 0.5) below += 1;
    if ((found?.low ?? 0) > 0.5) above += 1;
  }
  expect(Math.max(below, above) / runs).toBeLessThan(0.065);
});
