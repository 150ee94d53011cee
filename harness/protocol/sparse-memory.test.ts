import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemorySample } from './memory-sample.ts';
import { INTERVAL_US, restlessSeries, thinned } from './memory-samples.fixture.ts';
import { fullSeries, leftOutProblem, type MemoryColumns } from './memory-samples.ts';

const quantities = ['footprintBytes', 'mappedBytes', 'availableBytes', 'metalAllocatedBytes'] as const;

const seriesOf = (samples: readonly MemorySample[], name: (typeof quantities)[number]): (number | null)[] =>
  samples.map((sample) => sample[name] ?? null);

/** What was read back, column by column; one that no sample has is unknown throughout. */
const readBack = (columns: MemoryColumns, name: (typeof quantities)[number]): (number | null)[] => {
  const full = fullSeries(columns);
  return full[name] ?? full.tUs.map(() => null);
};

const known = (column: readonly (number | null)[]): number[] => column.filter((bytes) => bytes !== null);

test('of restless memory every sample is read back within what the line says, its extremes and its end exactly', () => {
  fc.assert(
    fc.property(restlessSeries, (samples) => {
      const columns = thinned(samples);
      expect(leftOutProblem(columns)).toBeNull();
      const within = columns.leftOutWithinBytes ?? 0;
      for (const name of quantities) {
        const [due, found] = [seriesOf(samples, name), readBack(columns, name)];
        expect(found).toHaveLength(due.length);
        expect(found.map((bytes) => bytes === null)).toEqual(due.map((bytes) => bytes === null));
        expect(
          Math.max(0, ...due.map((bytes, i) => Math.abs((bytes ?? 0) - (found[i] ?? 0)))),
        ).toBeLessThanOrEqual(within);
        expect(Math.max(...known(found))).toBe(Math.max(...known(due)));
        expect(Math.min(...known(found))).toBe(Math.min(...known(due)));
        expect(found.slice(-4)).toEqual(due.slice(-4));
      }
    }),
  );
});

test('both sides of a gap keep their own times, and no other gap arises', () => {
  fc.assert(
    fc.property(restlessSeries, (samples) => {
      const { tUs } = fullSeries(thinned(samples));
      for (const [i, at] of tUs.entries()) {
        const apart = at - (tUs[i - 1] ?? at);
        const due = (samples[i]?.tUs ?? 0) - (samples[i - 1]?.tUs ?? samples[i]?.tUs ?? 0);
        if (due > 1.5 * INTERVAL_US) expect(apart).toBe(due);
        else expect(apart).toBeLessThanOrEqual(1.5 * INTERVAL_US);
      }
    }),
  );
});

/** A page more or less from sample to sample, and one spike of a single sample. */
const jittering = (count: number): MemorySample[] =>
  Array.from({ length: count }, (_, i) => ({
    tUs: i * INTERVAL_US,
    footprintBytes: 1e9 + (i === 123 ? 3e8 : (i % 7) * 16_384),
    mappedBytes: null,
    availableBytes: 2e9 - (i % 7) * 16_384,
  }));

test('a minute of jitter keeps one sample in five at most, and the spike of a single one', () => {
  const columns = thinned(jittering(600));
  expect(columns.tUs.length).toBeLessThanOrEqual(120);
  expect(Math.max(...columns.footprintBytes)).toBe(1.3e9);
  expect(columns.leftOutWithinBytes).toBeLessThanOrEqual(131_072);
});

test('a short line stays whole, however restless', () => {
  const columns = thinned(jittering(16));
  expect(columns.tUs).toHaveLength(16);
  expect(columns.leftOut).toBeUndefined();
  expect(columns.leftOutWithinBytes).toBeUndefined();
});

test('where samples may differ, neighbours that do are no mistake; without leave they are', () => {
  const line = { tUs: [0, 3e5], footprintBytes: [1, 9], mappedBytes: [null, null], availableBytes: [1, 1] };
  expect(leftOutProblem({ ...line, leftOut: [2, 0], leftOutWithinBytes: 8 })).toBeNull();
  expect(leftOutProblem({ ...line, leftOut: [2, 0] })).toContain('leftOut[0]');
  expect(leftOutProblem({ ...line, leftOut: [0, 1], leftOutWithinBytes: 8 })).toContain('leftOut[1]');
});
