import { expect, test } from 'vitest';
import { serverCrossovers } from './server-crossover.ts';
import { variantsMeasurement } from './variants.fixture.ts';
import { variantRows } from './variants.ts';

const side = { fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0 };
const f16 = { ...side, id: 'f16', tokenMs: 200 };
const q8 = { ...side, id: 'q8', tokenMs: 100, meanKl: 0.01 };
const q4 = { ...side, id: 'q4', meanKl: 0.1 };
/** Slower than q4 and worse than q8. */
const odd = { ...side, id: 'odd', tokenMs: 110, meanKl: 0.2 };
const server = { id: 'hosted', fixedMs: 420, perPromptMs: 0.5, tokenMs: 12, meanKl: null };

test('each variant has its own speed, quality and size, and the front holds what nothing beats in both', () => {
  const rows = variantRows(variantsMeasurement([f16, q8, q4, odd], null));
  expect(rows.map((row) => [row.build, row.decodeRate, row.meanKl, row.onFront])).toEqual([
    ['f16', expect.closeTo(5, 6), 0, true],
    ['q8', expect.closeTo(10, 6), 0.01, true],
    ['q4', expect.closeTo(16.67, 2), 0.1, true],
    ['odd', expect.closeTo(9.09, 2), 0.2, false],
  ]);
  expect(rows[0]).toMatchObject({
    format: 'GGUF, mostly f16',
    sizeBytes: 2e9,
    launches: { complete: 3, planned: 3 },
    tokenParityPercent: 50,
  });
});

test('nobody leaves the front for noise: only for what is faster beyond it, and no farther from the source', () => {
  const noisy = { ...q4, noisePercent: 1 };
  const fronts = (tokenMs: number) =>
    variantRows(variantsMeasurement([noisy, { ...noisy, id: 'same', tokenMs }], null)).map(
      (row) => row.onFront,
    );
  expect(fronts(60.6)).toEqual([true, true]);
  expect(fronts(66)).toEqual([true, false]);
});

test('fewer than three launches of a variant are no front, and push no other from it', () => {
  const slow = { ...q4, id: 'slow', tokenMs: 90 };
  const fronts = (count: number) =>
    variantRows(variantsMeasurement([q4, slow], null, count)).map((row) => row.onFront);
  expect([fronts(2), fronts(3)]).toEqual([
    [null, null],
    [true, false],
  ]);
});

test('a speed has the interval of its launches', () => {
  const [row] = variantRows(variantsMeasurement([{ ...q4, noisePercent: 1 }], null));
  const [low, high] = row?.decode95 ?? [0, 0];
  expect([low < (row?.decodeRate ?? 0), high > (row?.decodeRate ?? 0)]).toEqual([true, true]);
  expect(high / low).toBeCloseTo(1.05, 2);
  expect(variantRows(variantsMeasurement([q4], null, 1))[0]?.decode95).toBeNull();
});

test('without quality nothing is on or off the front', () => {
  const rows = variantRows(variantsMeasurement([{ ...q4, meanKl: null }, q8], null));
  expect(rows.map((row) => row.onFront)).toEqual([null, true]);
  expect(rows[0]).toMatchObject({ meanKl: null, topOnePercent: null, tokenParityPercent: null });
});

test('a variant that fails in a case has no speed of the others, and pushes nobody from the front', () => {
  const failing = { ...odd, meanKl: 0.05, failsFrom: 1024 };
  const rows = variantRows(variantsMeasurement([q4, failing], null));
  expect(rows.map((row) => [row.decodeRate === null, row.ttftMs === null, row.onFront])).toEqual([
    [false, false, true],
    [true, true, null],
  ]);
});

test('a variant that was compared in fewer cases has no quality: the others may be those in which it fails', () => {
  const rows = variantRows(
    variantsMeasurement(
      [
        { ...q8, comparedCases: 3 },
        { ...q4, meanKl: 0.001, comparedCases: 2 },
      ],
      null,
    ),
  );
  expect(rows.map((row) => [row.meanKl, row.topOnePercent, row.tokenParityPercent, row.onFront])).toEqual([
    [expect.closeTo(0.01), expect.closeTo(99.99), 50, true],
    [null, null, null, null],
  ]);
});

test('a server is a row of its own without what nobody can see of it', () => {
  const rows = variantRows(variantsMeasurement([q4], server));
  expect(rows[1]).toMatchObject({
    ...{
      build: 'hosted',
      device: 'host',
      engine: 'server',
      ttftMs: expect.closeTo(Math.cbrt(436 * 548 * 932), 6),
    },
    ...{ sizeBytes: null, peakMiB: null, loads: null, meanKl: null, onFront: null },
  });
  expect(rows[1]?.decodeRate).toBeCloseTo(1000 / 12, 6);
});

test('phone against server: who answers first, by prompt length and round trip', () => {
  const [found, ...others] = serverCrossovers(variantsMeasurement([q4], server));
  expect(others).toEqual([]);
  expect(found).toMatchObject({ device: 'phone', build: 'phi3 <q4>', roundTripMs: 40, generateTokens: 64 });
  expect(found?.measured.winner).toBe('server');
  // 64 tokens: the phone takes 30 + 10·p + 63·60, the server beside it 380 + 0.5·p + 63·12.
  expect(found?.breakEven.find((each) => each.promptTokens === 256)?.roundTripMs).toBeCloseTo(
    30 + 2560 + 3780 - (380 + 128 + 756),
    6,
  );
});

test('without a server there is nothing to compare with', () => {
  expect(serverCrossovers(variantsMeasurement([q4], null))).toEqual([]);
});

test('a case whose divergence is no number leaves the variant without one: the others do not speak for it', () => {
  const whole = variantsMeasurement([q4], null);
  const [one] = whole.quality;
  const broken = one ? [one, { ...one, case: 'other', meanKl: null }] : [];
  const [row] = variantRows({ ...whole, quality: broken });
  expect(row).toMatchObject({ meanKl: null, topOnePercent: 100 - q4.meanKl });
});
