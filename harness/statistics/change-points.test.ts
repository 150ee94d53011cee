import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changePoints } from './change-points.ts';
import { createRandom } from './random.ts';

const runningSum = (values: readonly number[]): number[] => {
  const sums = [0];
  for (const value of values) sums.push(Number(sums.at(-1)) + value);
  return sums;
};

/** The dynamic programme without pruning: every start is tried for every end. */
function plainChangePoints(series: readonly number[], leastSegment: number, penalty: number): number[] {
  const centred = series.map((each) => each - (series[0] ?? 0));
  const value = runningSum(centred);
  const square = runningSum(centred.map((each) => each ** 2));
  const between = (sums: readonly number[], from: number, to: number) =>
    Number(sums[to]) - Number(sums[from]);
  const residual = (from: number, to: number) =>
    between(square, from, to) - between(value, from, to) ** 2 / (to - from);
  const best: number[] = [];
  const previous: number[] = [];
  for (let end = leastSegment; end <= series.length; end++) {
    let [least, cheapest] = [residual(0, end), 0];
    for (let start = leastSegment; start <= end - leastSegment; start++) {
      const cost = Number(best[start]) + penalty + residual(start, end);
      if (cost < least - 1e-9) [least, cheapest] = [cost, start];
    }
    best[end] = least;
    previous[end] = cheapest;
  }
  const points: number[] = [];
  for (let at = previous[series.length] ?? 0; at > 0; at = previous[at] ?? 0) points.unshift(at);
  return points;
}

/** Levels that hold for some values each, with noise about them. */
const steps = fc
  .array(fc.record({ level: fc.integer({ min: -5, max: 5 }), length: fc.integer({ min: 1, max: 25 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((levels) => fc.tuple(fc.constant(levels), fc.integer()))
  .map(([levels, seed]) => {
    const random = createRandom(seed);
    return levels.flatMap(({ level, length }) => Array.from({ length }, () => level + 0.4 * random.gauss()));
  });

test('dropping starts that cannot win leaves the result of the plain programme', () => {
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      (series, least, penalty) => {
        if (series.length < 2 * least) return;
        expect(changePoints(series, least, penalty)).toEqual(plainChangePoints(series, least, penalty));
      },
    ),
    { numRuns: 2000 },
  );
});

test('ten times the seconds of a soak cost less than ten times the plain programme, with a fall and without one', () => {
  // Of this process's own: on a busy host the time of the clock is another's, too.
  const leastUs = (work: () => unknown): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const began = process.cpuUsage();
        work();
        const { user, system } = process.cpuUsage(began);
        return user + system;
      }),
    );
  for (const fall of [0, 0.3]) {
    const random = createRandom(1);
    const seconds = (n: number) =>
      Array.from({ length: n }, (_, i) => 0.02 * random.gauss() - (i > 100 ? fall : 0));
    const [short, long] = [seconds(4000), seconds(40_000)];
    const penalty = 3 * Math.log(4000) * 0.02 ** 2;
    const plainUs = leastUs(() => plainChangePoints(short, 10, penalty));
    // A quadratic programme would take a hundred times as long.
    expect(leastUs(() => changePoints(long, 10, penalty))).toBeLessThan(10 * plainUs);
  }
});
