import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memory } from './event.ts';
import { type MemorySample, MOST_LEFT_OUT } from './memory-sample.ts';
import { INTERVAL_US, memorySeries, thinned } from './memory-samples.fixture.ts';
import { fullSeries, leftOutProblem, type MemoryColumns } from './memory-samples.ts';
import { readLog } from './read-log.ts';

function samplesIn(columns: MemoryColumns): MemorySample[] {
  const full = fullSeries(columns);
  return full.tUs.map((tUs, i) => ({
    tUs,
    footprintBytes: full.footprintBytes[i] ?? 0,
    mappedBytes: full.mappedBytes[i] ?? null,
    availableBytes: full.availableBytes[i] ?? null,
    metalAllocatedBytes: full.metalAllocatedBytes?.[i] ?? null,
  }));
}

test('a thinned line gives the full series of a sampler that keeps its schedule', () => {
  fc.assert(
    fc.property(memorySeries(0), (samples) => {
      const columns = thinned(samples);
      expect(leftOutProblem(columns)).toBeNull();
      expect(samplesIn(columns)).toEqual(samples);
    }),
  );
});

test('of a sampler that comes early and late it gives every value, and the time of every change and of every gap', () => {
  const values = ({ tUs: _, ...sample }: MemorySample) => sample;
  fc.assert(
    fc.property(memorySeries(INTERVAL_US / 5), (samples) => {
      const found = samplesIn(thinned(samples));
      expect(found.map(values)).toEqual(samples.map(values));
      samples.forEach((sample, i) => {
        const [before, after] = [samples[i - 1], samples[i + 1]];
        const isInside = (other: MemorySample | undefined): boolean =>
          other !== undefined &&
          JSON.stringify(values(other)) === JSON.stringify(values(sample)) &&
          Math.abs(other.tUs - sample.tUs) <= 1.5 * INTERVAL_US;
        if (!isInside(before) || !isInside(after)) expect(found[i]?.tUs).toBe(sample.tUs);
        else expect(Math.abs((found[i]?.tUs ?? 0) - sample.tUs)).toBeLessThan(INTERVAL_US / 2);
      });
    }),
  );
});

const steady = (count: number): MemorySample[] =>
  Array.from({ length: count }, (_, i) => ({
    tUs: i * INTERVAL_US,
    footprintBytes: 1e9,
    mappedBytes: null,
    availableBytes: 2e9,
  }));

test('a minute in which nothing changed is a handful of samples', () => {
  const quiet = thinned(steady(600));
  expect(quiet.leftOut).toEqual([100, 100, 100, 100, 100, 92, 0, 0]);
  expect(quiet.metalAllocatedBytes).toBeUndefined();
  expect(quiet.leftOutWithinBytes).toBeUndefined();
});

const line = (fields: object): object => ({
  v: 1,
  seq: 0,
  t: 5e5,
  type: 'memory',
  ...thinned(steady(5)),
  kernelPeakBytes: null,
  ...fields,
});

test.each([
  [
    'a line of an older agent',
    { tUs: [0], footprintBytes: [1], mappedBytes: [null], availableBytes: [null], leftOut: undefined },
    null,
  ],
  ['a line that leaves samples out', {}, null],
  ['samples left out where the value changed', { footprintBytes: [1e9, 2e9, 2e9] }, 'leftOut[0] is no run'],
  ['samples left out after the last', { leftOut: [0, 0, 1] }, 'leftOut[2] is no run'],
  ['more left out than the protocol lets', { leftOut: [MOST_LEFT_OUT + 1, 0, 0] }, 'Too big'],
  ['a count that is missing', { leftOut: [2, 0] }, 'not of one length'],
])('%s', (_, fields, problem) => {
  const parsed = memory.safeParse(line(fields));
  expect(parsed.error?.issues[0]?.message ?? null).toEqual(
    problem === null ? null : expect.stringContaining(problem),
  );
  const { problems } = readLog(`${JSON.stringify(line(fields))}\n`);
  expect(problems).toHaveLength(problem === null ? 0 : 1);
});
