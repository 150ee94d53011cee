import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from '../../../harness/statistics/median.ts';
import { MEDIAN_TOKENS, runningMedian } from './running-median.ts';

const half = (MEDIAN_TOKENS - 1) / 2;

test('each token has the median of the 31 around it, and of fewer at the ends of its trial', () => {
  const trials = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 80 }), { maxLength: 4 });
  fc.assert(
    fc.property(trials, (all) => {
      const starts = Int32Array.from(all, (_, i) => all.slice(0, i).flat().length);
      const values = all.flatMap((trial) => trial.map((value, i) => (i === 0 ? Number.NaN : value)));
      const expected = all.flatMap((trial) =>
        trial.map((_, i) =>
          i === 0 ? Number.NaN : median(trial.slice(Math.max(1, i - half), i + half + 1)),
        ),
      );
      expect([...runningMedian(Float64Array.from(values), starts)]).toEqual(expected);
    }),
  );
});

test('a single stall does not move it', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 360 : 40));
  expect(new Set(runningMedian(values, Int32Array.of(0)).subarray(1))).toEqual(new Set([40]));
});
