import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentInverse from '@stdlib/stats-base-dists-t-quantile';
import padjust from '@stdlib/stats-padjust';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../benjamini-hochberg.ts';
import { chiSquareP } from '../chi-square.ts';
import { fisherExact } from '../fisher-exact.ts';
import { holm } from '../holm.ts';
import { mad } from '../mad.ts';
import { variance } from '../mean.ts';
import { median } from '../median.ts';
import { quantile } from '../quantile.ts';
import { fisherSnedecorP, studentP, studentQuantile } from '../student-t.ts';
import { type CensoredTime, logRankP, medianSurvival } from '../survival.ts';
import { theilSen } from '../theil-sen.ts';
import { trimmedMean } from '../trimmed-mean.ts';
import { golden } from './read-golden.fixture.ts';

const close = (found: number | null, expected: number, tolerance: number, of = ''): void =>
  expect(
    Math.abs((found ?? Number.NaN) - expected),
    `${of} ${found} instead of ${expected}`,
  ).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

describe('against scipy', () => {
  const students = golden<{ p: number[][]; quantile: number[][] }>('student-t');

  test('p of Student’s t to 1e-10, quantiles to 1e-8', () => {
    for (const [t = 0, df = 0, p = 0] of students.p) close(studentP(t, df), p, 1e-10, `t ${t}, df ${df}:`);
    for (const [p = 0, df = 0, t = 0] of students.quantile)
      close(studentQuantile(p, df), t, 1e-8, `p ${p}, df ${df}:`);
  });

  test('F, χ² and Fisher’s exact test to 1e-8', () => {
    for (const [f = 0, a = 0, b = 0, p = 0] of golden<number[][]>('f'))
      close(fisherSnedecorP(f, a, b), p, 1e-8);
    for (const [x = 0, p = 0] of golden<number[][]>('chi-square')) close(chiSquareP(x), p, 1e-8, `χ² ${x}:`);
    for (const [a = 0, b = 0, c = 0, d = 0, p = 0] of golden<number[][]>('fisher'))
      close(fisherExact(a, b, c, d), p, 1e-8);
  });

  test('Benjamini and Hochberg to 1e-12', () => {
    for (const { p, adjusted } of golden<{ p: number[]; adjusted: number[] }[]>('benjamini-hochberg'))
      for (const [i, value] of benjaminiHochberg(p).entries()) close(value, adjusted[i] ?? 0, 1e-12);
  });

  test('the log-rank test to 1e-8, and the Kaplan–Meier median', () => {
    interface Row {
      readonly a: CensoredTime[];
      readonly b: CensoredTime[];
      readonly p: number;
      readonly curve: [number, number][];
    }
    for (const { a, b, p, curve } of golden<Row[]>('survival')) {
      close(logRankP(a, b), p, 1e-8);
      const reached = curve.find(([, surviving]) => surviving <= 0.5 + 1e-12);
      expect(medianSurvival(a)).toBe(reached ? reached[0] : null);
    }
  });

  test('median, MAD, trimmed mean, quantiles, Theil–Sen and variance to 1e-12', () => {
    interface Row {
      readonly values: number[];
      readonly median: number;
      readonly mad: number;
      readonly trimmedMean: number;
      readonly quantiles: [number, number][];
      readonly theilSen: number;
      readonly variance: number;
    }
    for (const row of golden<Row[]>('robust')) {
      close(median(row.values), row.median, 1e-12);
      close(mad(row.values), row.mad, 1e-12);
      close(trimmedMean(row.values), row.trimmedMean, 1e-12);
      for (const [p, value] of row.quantiles) close(quantile(row.values, p), value, 1e-12);
      close(theilSen(row.values), row.theilSen, 1e-12);
      close(variance(row.values), row.variance, 1e-12);
    }
  });
});

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('against @stdlib', () => {
  test('Student’s t, for any degrees of freedom', () => {
    fc.assert(
      fc.property(
        // Nearer to zero @stdlib rounds df / (df + t²) to 1; the next test holds those.
        fc.double({ min: -40, max: 40, noNaN: true }).filter((t) => Math.abs(t) >= 1e-4),
        fc.double({ min: 1, max: 300, noNaN: true }),
        fc.double({ min: 0.51, max: 0.9999, noNaN: true }),
        (t, df, p) => {
          close(studentP(t, df), 2 * studentCdf(-Math.abs(t), df), 1e-10);
          close(studentQuantile(p, df), studentInverse(p, df), 1e-8);
        },
      ),
    );
  });

  test('Student’s t near zero, where one degree of freedom has a closed form', () => {
    for (const t of [0, 1e-12, 1e-9, -1e-8, 1e-6, -1e-4])
      close(studentP(t, 1), 1 - (2 / Math.PI) * Math.atan(Math.abs(t)), 1e-14);
  });

  test('Holm, and Benjamini and Hochberg', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        const [byHolm, byHochberg] = [padjust(ps, 'holm', ps.length), padjust(ps, 'bh', ps.length)];
        for (const [i, value] of holm(ps).entries()) close(value, byHolm[i] ?? Number.NaN, 1e-10);
        for (const [i, value] of benjaminiHochberg(ps).entries())
          close(value, byHochberg[i] ?? Number.NaN, 1e-10);
      }),
    );
  });
});

test('what Holm rejects Benjamini and Hochberg reject, and what they reject is below the limit itself', () => {
  fc.assert(
    fc.property(pValues, (ps) => {
      const [strict, wide] = [holm(ps), benjaminiHochberg(ps)];
      for (const [i, p] of ps.entries()) {
        expect(strict[i]).toBeGreaterThanOrEqual((wide[i] ?? 1) - 1e-12);
        expect(wide[i]).toBeGreaterThanOrEqual(p - 1e-12);
      }
    }),
  );
});
