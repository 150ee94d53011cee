import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupSequentialTest } from '../../bench/eval/group-sequential.ts';
import { createRandom } from '../statistics/random.ts';
import { studentP } from '../statistics/student-t.ts';
import { compareDecode } from './comparison.fixture.ts';
import type { LaunchValues } from './contrast.ts';
import { dashboardFindings } from './dashboard.ts';
import { pooledEstimate } from './estimate.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** Contrasts of a device as launches in ABBA blocks. */
const launchesOf = (contrasts: readonly number[], device = 'one', level = 20): LaunchValues[] =>
  contrasts.flatMap((contrast, block) =>
    order.map((build, position) => ({
      device,
      block: `b${block}`,
      position,
      build,
      values: { a: level * Math.exp(build === 'candidate' ? contrast : 0) },
    })),
  );
/** In steps of a millionth: clocks resolve microseconds, and finer differences are rounding. */
const contrastList = fc.array(
  fc.integer({ min: -100_000, max: 100_000 }).map((millionths) => millionths / 1e6),
  { minLength: 3, maxLength: 10 },
);

describe('the rule', () => {
  test('the golden contrasts are a regression that is not beyond the margin', () => {
    const { pooled } = compareDecode(launchesOf([-0.031, -0.019, -0.027, -0.023]));
    expect(pooled).toMatchObject({ reading: 'regression', beyondMargin: false });
  });

  test('the golden devices show no change', () => {
    const launches = [
      ...launchesOf([-0.012, 0.004, -0.006], 'one'),
      ...launchesOf([0.003, -0.001, 0.008, -0.004], 'two'),
    ];
    expect(compareDecode(launches).pooled.reading).toBe('no-change');
  });

  test('interval and p agree, and a larger margin never takes no change away', () => {
    fc.assert(
      fc.property(contrastList, fc.double({ min: 0.5, max: 5, noNaN: true }), (contrasts, margin) => {
        const estimate = pooledEstimate([contrasts]);
        const { p, ci95 } = estimate ?? { p: 1, ci95: [0, 0] as const };
        if (Math.abs(p - 0.05) > 1e-9) expect(p < 0.05).toBe(ci95[0] > 0 || ci95[1] < 0);
        const [small, large] = [margin, 2 * margin].map(
          (marginPercent) => compareDecode(launchesOf(contrasts), { marginPercent }).pooled.reading,
        );
        if (small === 'no-change') expect(large).toBe('no-change');
      }),
    );
  });

  test('swapping the builds swaps regression and improvement', () => {
    const opposite = { regression: 'improvement', improvement: 'regression' } as Record<string, string>;
    fc.assert(
      fc.property(contrastList, (contrasts) => {
        const one = compareDecode(launchesOf(contrasts)).pooled.reading;
        const other = compareDecode(launchesOf(contrasts.map((value) => -value))).pooled.reading;
        expect(other).toBe(opposite[one] ?? one);
      }),
    );
  });

  test('more blocks of the same scatter never widen the interval', () => {
    fc.assert(
      fc.property(contrastList, (contrasts) => {
        const width = (list: readonly number[]): number => {
          const ci = pooledEstimate([list])?.ci95 ?? [0, 0];
          return ci[1] - ci[0];
        };
        expect(width([...contrasts, ...contrasts])).toBeLessThanOrEqual(width(contrasts) + 1e-12);
      }),
    );
  });
});

test('multiplying all values, or all of one block, changes no interval and no p', () => {
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(contrastList, factor, factor, (contrasts, all, one) => {
      const scaled = launchesOf(contrasts).map((launch) => ({
        ...launch,
        values: { a: (launch.values['a'] ?? 1) * all * (launch.block === 'b1' ? one : 1) },
      }));
      const [found, expected] = [compareDecode(scaled).pooled, compareDecode(launchesOf(contrasts)).pooled];
      expect(found.p).toBeCloseTo(expected.p ?? Number.NaN, 9);
      for (const i of [0, 1] as const)
        expect(found.ci95Percent?.[i]).toBeCloseTo(expected.ci95Percent?.[i] ?? Number.NaN, 7);
    }),
  );
});

test('contrasts that differ by rounding alone are alike', () => {
  expect(pooledEstimate([[0, 1e-17, -1e-17]])?.p).toBe(1);
  expect(pooledEstimate([[-0.02, -0.02 + 1e-17, -0.02]])?.p).toBe(0);
});

test('p is uniform when nothing changed (Kolmogorov–Smirnov at p > .001)', () => {
  const random = createRandom(1);
  const count = 2500;
  const ps = Array.from({ length: count }, () => {
    const contrasts = Array.from({ length: 5 }, () => 0.012 * random.gauss());
    return pooledEstimate([contrasts])?.p ?? Number.NaN;
  }).sort((a, b) => a - b);
  const distance = Math.max(
    ...ps.map((p, i) => Math.max(Math.abs(p - i / count), Math.abs(p - (i + 1) / count))),
  );
  expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
});

test('devices that scatter alike are pooled; very different ones also get an unpooled form', () => {
  const [calm, wild] = [
    [0.001, -0.001, 0.002, -0.002],
    [0.04, -0.05, 0.03, -0.02],
  ];
  expect(pooledEstimate([calm ?? [], calm ?? []])?.unpooled).toBeNull();
  const apart = pooledEstimate([calm ?? [], wild ?? []])?.unpooled;
  // Nearly all of the variance is the wild one's, and so are the degrees of freedom.
  expect(apart?.df).toBeGreaterThan(3);
  expect(apart?.df).toBeLessThan(3.1);
  expect(apart?.p).toBeCloseTo(studentP(0 / 1, 3), 0);
});

describe('memory', () => {
  const memory = { metric: 'footprint_peak', exact: true, leastMargin: 8, marginPercent: 1 } as const;

  test('equal values prove no change even in one block', () => {
    const { pooled } = compareDecode(launchesOf([0], 'one', 512), memory);
    expect(pooled).toMatchObject({ reading: 'no-change', changePercent: 0, note: 'all values are equal' });
    expect(compareDecode(launchesOf([0.0001], 'one', 512), memory).pooled.reading).toBe(
      'not-enough-evidence',
    );
  });

  test('8 are always allowed: 4 of 200 more is no change, 4 of 2000 is judged by the per cent', () => {
    const more = (level: number): LaunchValues[] =>
      launchesOf(Array<number>(4).fill(Math.log1p(4 / level)), 'one', level);
    const { pooled } = compareDecode(more(200), memory);
    expect(pooled.reading).toBe('no-change');
    expect(pooled.allowedPercent).toBeCloseTo(4, 9);
    expect(compareDecode(more(2000), memory).pooled.allowedPercent).toBe(1);
  });
});

test('more than a quarter of unbalanced blocks is a warning', () => {
  const launches = launchesOf([0.01, 0.02, 0.01, 0.02]);
  const without = (count: number) =>
    launches.filter((launch) => !(launch.position === 3 && Number(launch.block.slice(1)) < count));
  expect(compareDecode(without(1)).warnings).toEqual([]);
  expect(compareDecode(without(2)).warnings).toEqual([
    '2 of 4 blocks are unbalanced: drift no longer cancels in them',
  ]);
});

test('under a thermal imbalance no change is not proved', () => {
  const launches = launchesOf([0.001, -0.001, 0.002, -0.002]);
  expect(compareDecode(launches).pooled.reading).toBe('no-change');
  const { pooled, warnings } = compareDecode(launches, { thermalImbalance: 'thermal imbalance: …' });
  expect(pooled).toMatchObject({ reading: 'not-enough-evidence', note: 'thermal imbalance: …' });
  expect(warnings).toEqual(['thermal imbalance: …']);
});

test('a block that lost more than half of its cases says nothing', () => {
  const [first, ...rest] = launchesOf([0.01, 0.02, 0.03]).map((launch) => ({
    ...launch,
    values: { a: launch.values['a'] ?? 1, b: 20, c: 30, d: 40, e: 50 },
  }));
  const lost = first ? [{ ...first, values: { a: 20, b: 20 } }, ...rest] : rest;
  expect(compareDecode(lost).pooled.blocks).toBe(2);
});

test('any values give a reading and no NaN', () => {
  const value = fc.oneof(
    fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 7),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  );
  const launch = fc.record({
    device: fc.constantFrom('one', 'two'),
    block: fc.constantFrom('b0', 'b1', 'b2'),
    position: fc.nat(3),
    build: fc.constantFrom('baseline' as const, 'candidate' as const),
    values: fc.dictionary(fc.constantFrom('a', 'b'), value),
  });
  fc.assert(
    fc.property(fc.array(launch, { maxLength: 24 }), (launches) => {
      const { pooled, perDevice } = compareDecode(launches, { exact: true, leastMargin: 8 });
      for (const change of [pooled, ...perDevice]) {
        expect(change.reading).toMatch(/no-change|regression|improvement|not-enough-evidence/);
        expect(JSON.stringify(change)).not.toContain('NaN');
        for (const number of [change.changePercent, change.p, ...(change.ci95Percent ?? [])])
          expect(number === null || !Number.isNaN(number)).toBe(true);
      }
    }),
  );
});

test('three interim analyses: at 4, 8 and 14 blocks, each with its own limit, and never between', () => {
  expect(groupSequentialTest(3, 0)).toEqual({ next: 'go-on', pLimit: null });
  expect(groupSequentialTest(4, 0.001)).toEqual({ next: 'go-on', pLimit: 0.0005 });
  expect(groupSequentialTest(4, 0.0001)).toEqual({ next: 'reject', pLimit: 0.0005 });
  expect(groupSequentialTest(6, 0)).toEqual({ next: 'go-on', pLimit: null });
  expect(groupSequentialTest(8, 0.01)).toEqual({ next: 'reject', pLimit: 0.014 });
  expect(groupSequentialTest(14, 0.046)).toEqual({ next: 'end', pLimit: 0.045 });
});

test('the dashboard shows certain changes of metrics without a gate, larger than 1 %', () => {
  const certain = (change: number) => launchesOf([-0.0002, 0, 0.0001, 0.0002].map((noise) => change + noise));
  const comparisons = [
    compareDecode(certain(-0.05), { metric: 'prefill_rate', decides: false }),
    compareDecode(certain(-0.005), { metric: 'load_warm', decides: false }),
    compareDecode(launchesOf([0.02, -0.03, 0.01]), { metric: 'e2e', decides: false }),
    compareDecode(certain(-0.05), { metric: 'decode_rate', decides: true }),
  ];
  expect(dashboardFindings(comparisons).map(({ metric }) => metric)).toEqual(['prefill_rate']);
});

test('where one build ran later in every block, a drift is not called a change', () => {
  const drifted = Array.from({ length: 8 }, (_, block) =>
    (['baseline', 'candidate'] as const).map((build, position) => ({
      device: 'one',
      block: `b${block}`,
      position,
      build,
      values: { a: 20 * Math.exp(-0.03 * position + 1e-4 * block) },
    })),
  ).flat();
  const { pooled, warnings } = compareDecode(drifted);
  expect(warnings).toEqual(['8 of 8 blocks are unbalanced: drift no longer cancels in them']);
  expect(pooled).toMatchObject({
    reading: 'not-enough-evidence',
    notWorse: false,
    note: expect.stringContaining('1 positions later'),
  });
});
