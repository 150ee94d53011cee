import fc from 'fast-check';
import type { MemorySample } from './memory-sample.ts';
import { type MemoryColumns, ThinnedMemory } from './memory-samples.ts';

export const INTERVAL_US = 100_000;
const MIB = 2 ** 20;

/** A stretch of samples that read the same, `late` intervals after the one before it, each some µs off the schedule. */
const stretch = fc.record({
  /** What the stretch before it read: a gap in the middle of a run. */
  goesOn: fc.boolean(),
  footprintMiB: fc.integer({ min: 900, max: 905 }),
  mappedMiB: fc.option(fc.integer({ min: 2000, max: 2002 })),
  availableMiB: fc.option(fc.integer({ min: 100, max: 104 })),
  metalMiB: fc.option(fc.integer({ min: 700, max: 701 })),
  samples: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 90, max: 220 })),
  late: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constantFrom(2, 3, 7) },
  ),
});

type Stretch = typeof stretch extends fc.Arbitrary<infer T> ? T : never;

const bytes = (mib: number | null): number | null => (mib === null ? null : mib * MIB);

const readingOf = (stretch: Stretch | undefined): Omit<MemorySample, 'tUs'> => ({
  footprintBytes: (stretch?.footprintMiB ?? 0) * MIB,
  mappedBytes: bytes(stretch?.mappedMiB ?? null),
  availableBytes: bytes(stretch?.availableMiB ?? null),
  metalAllocatedBytes: bytes(stretch?.metalMiB ?? null),
});

/** What a sampler reads: stretches, single samples, gaps; never later or sooner than its schedule by more than `jitterUs`. */
export const memorySeries = (jitterUs: number): fc.Arbitrary<MemorySample[]> =>
  fc
    .tuple(
      // So few changes that every one of them stays.
      fc.array(stretch, { minLength: 1, maxLength: 7 }),
      fc.infiniteStream(fc.integer({ min: -jitterUs, max: jitterUs })),
    )
    .map(([stretches, offsets]) => {
      let dueUs = INTERVAL_US;
      let reading = readingOf(stretches[0]);
      return stretches.flatMap((each) => {
        if (!each.goesOn) reading = readingOf(each);
        dueUs += (each.late - 1) * INTERVAL_US;
        return Array.from({ length: each.samples }, (): MemorySample => {
          const tUs = dueUs + Number(offsets.next().value);
          dueUs += INTERVAL_US;
          return { tUs, ...reading };
        });
      });
    });

const restless = fc.record({
  footprintBytes: fc.integer({ min: 0, max: 2 ** 31 }),
  mappedBytes: fc.option(fc.integer({ min: 0, max: 2 ** 20 }), { freq: 20 }),
  availableBytes: fc.option(fc.integer({ min: 0, max: 2 ** 17 }), { freq: 20 }),
  metalAllocatedBytes: fc.constantFrom(null, 5e8, 5e8 + 16_384),
  /** Intervals since the sample before. */
  apart: fc.constantFrom(1, 1, 1, 1, 1.2, 0.8, 3),
});

/** What a sampler reads of memory that is another in each sample; now and then it comes late. */
export const restlessSeries: fc.Arbitrary<MemorySample[]> = fc
  .array(restless, { minLength: 1, maxLength: 400, size: 'max' })
  .map((readings) => {
    let tUs = 0;
    return readings.map(({ apart, ...reading }) => {
      tUs += apart * INTERVAL_US;
      return { tUs, ...reading };
    });
  });

/** The columns of a series, as an agent thins them. */
export function thinned(samples: readonly MemorySample[]): MemoryColumns {
  const memory = new ThinnedMemory(INTERVAL_US);
  for (const sample of samples.slice(0, -1)) memory.add(sample);
  const last = samples.at(-1);
  if (last === undefined) throw new Error('a series has a sample');
  return memory.finish(last);
}

/** The columns of a series, nothing left out. */
export const allColumns = (samples: readonly MemorySample[]): MemoryColumns => ({
  tUs: samples.map(({ tUs }) => tUs),
  footprintBytes: samples.map(({ footprintBytes }) => footprintBytes),
  mappedBytes: samples.map(({ mappedBytes }) => mappedBytes),
  availableBytes: samples.map(({ availableBytes }) => availableBytes),
  ...(samples.some(({ metalAllocatedBytes }) => metalAllocatedBytes != null)
    ? { metalAllocatedBytes: samples.map(({ metalAllocatedBytes = null }) => metalAllocatedBytes) }
    : {}),
});
