import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { compareDecode } from './comparison.fixture.ts';
import { dashboardFindings } from './dashboard.ts';
import { type Estimate, pooledEstimate } from './estimate.ts';
import { fitPhone } from './launch-model.ts';
import { type LaunchValues, suiteLevels } from './levels.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** Contrasts of a device as launches in ABBA blocks, with a noise of the launches that is the same whatever the contrasts. */
const launchesOf = (
  contrasts: readonly number[],
  { device = 'one', level = 20, noise = 0 } = {},
): LaunchValues[] => {
  const random = createRandom(1);
  return contrasts.flatMap((contrast, block) =>
    order.map((build, position) => ({
      device,
      block: `b${block}`,
      position,
      build,
      values: { a: level * Math.exp((build === 'candidate' ? contrast : 0) + noise * random.gauss()) },
    })),
  );
};
/** In steps of a millionth: clocks resolve microseconds, and finer differences are rounding. */
const contrastList = fc.array(
  fc.integer({ min: -100_000, max: 100_000 }).map((millionths) => millionths / 1e6),
  { minLength: 3, maxLength: 10 },
);

const estimateOf = (contrasts: readonly number[], noise = 0): Estimate | null =>
  pooledEstimate([fitPhone(suiteLevels(launchesOf(contrasts, { noise })))]);

describe('the rule', () => {
  test('a change that differs from block to block is as certain as its blocks, and not as its launches', () => {
    const steady = estimateOf([-0.025, -0.025, -0.025, -0.025], 0.001);
    const uneven = estimateOf([-0.031, -0.019, -0.027, -0.023], 0.001);
    expect(steady?.df).toBeGreaterThan(8.7);
    expect(uneven?.df).toBe(3);
    expect(uneven?.standardError).toBeGreaterThan(2 * (steady?.standardError ?? 1));
  });

  test('the golden devices show no change', () => {
    const launches = [
      ...launchesOf([-0.012, 0.004, -0.006]),
      ...launchesOf([0.003, -0.001, 0.008, -0.004], { device: 'two' }),
    ];
    expect(compareDecode(launches).pooled.reading).toBe('no-change');
  });

  test('interval and p agree, and a larger margin never takes no change away', () => {
    fc.assert(
      fc.property(contrastList, fc.double({ min: 0.5, max: 5, noNaN: true }), (contrasts, margin) => {
        const estimate = estimateOf(contrasts);
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
    const swap = (launch: LaunchValues): LaunchValues => ({
      ...launch,
      build: launch.build === 'baseline' ? 'candidate' : 'baseline',
    });
    fc.assert(
      fc.property(contrastList, (contrasts) => {
        const launches = launchesOf(contrasts, { noise: 0.005 });
        const { reading, outliers } = compareDecode(launches).pooled;
        // Outliers of the candidate alone are a doubt about it, and of the baseline none.
        fc.pre(outliers === 0);
        expect(compareDecode(launches.map(swap)).pooled.reading).toBe(opposite[reading] ?? reading);
      }),
    );
  });

  test('more blocks of the same scatter narrow the interval', () => {
    const widths = [3, 6, 12, 24].map((blocks) => {
      const ci = estimateOf(Array<number>(blocks).fill(0), 0.01)?.ci95 ?? [0, 0];
      return ci[1] - ci[0];
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
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

test('launches that differ by rounding alone are alike', () => {
  expect(estimateOf([0, 1e-17, -1e-17])?.p).toBe(1);
  expect(estimateOf([-0.02, -0.02 + 1e-17, -0.02])?.p).toBe(0);
});

test('p is uniform when nothing changed (Kolmogorov–Smirnov at p > .001)', () => {
  const random = createRandom(1);
  const count = 1500;
  const quiet = (): LaunchValues[] =>
    launchesOf([0, 0, 0, 0, 0]).map((launch) => ({
      ...launch,
      values: { a: 20 * Math.exp(0.012 * random.gauss()) },
    }));
  const ps = Array.from({ length: count }, () => compareDecode(quiet()).pooled.p ?? Number.NaN).sort(
    (a, b) => a - b,
  );
  const distance = Math.max(
    ...ps.map((p, i) => Math.max(Math.abs(p - i / count), Math.abs(p - (i + 1) / count))),
  );
  expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
});

describe('memory', () => {
  const memory = { metric: 'footprint_peak', exact: true, leastMargin: 8, marginPercent: 1 } as const;

  test('equal values prove no change even in one block', () => {
    const { pooled } = compareDecode(launchesOf([0], { level: 512 }), memory);
    expect(pooled).toMatchObject({ reading: 'no-change', changePercent: 0, note: 'all values are equal' });
    expect(compareDecode(launchesOf([0.0001], { level: 512 }), memory).pooled.reading).toBe(
      'not-enough-evidence',
    );
  });

  test('8 are always allowed: 4 of 200 more is no change, 4 of 2000 is judged by the per cent', () => {
    const more = (level: number): LaunchValues[] =>
      launchesOf(Array<number>(4).fill(Math.log1p(4 / level)), { level });
    const { pooled } = compareDecode(more(200), memory);
    expect(pooled.reading).toBe('no-change');
    expect(pooled.allowedPercent).toBeCloseTo(4, 9);
    expect(compareDecode(more(2000), memory).pooled.allowedPercent).toBe(1);
  });
});

test('launches that are lost leave no drift in the change', () => {
  const changeWith = (drift: number) =>
    compareDecode(
      launchesOf([0.01, 0.02, 0.01, 0.02])
        .map((launch) => ({
          ...launch,
          values: { a: (launch.values['a'] ?? 1) * Math.exp(drift * launch.position) },
        }))
        .filter(({ position, block }) => position !== 3 || block === 'b0'),
    ).pooled.changePercent;
  expect(changeWith(-0.03)).toBeCloseTo(changeWith(0) ?? 0, 6);
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
  expect(warnings).toEqual([]);
  expect(pooled).toMatchObject({
    reading: 'not-enough-evidence',
    notWorse: false,
    note: expect.stringContaining('always ran later'),
  });
});
