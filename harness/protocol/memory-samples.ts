import { type MemorySample, MOST_LEFT_OUT, SAMPLE_APART } from './memory-sample.ts';
import { sparseMemory } from './sparse-memory.ts';

/** Samples of a `memory` line, a column a quantity, all of one length. */
export interface MemoryColumns {
  readonly tUs: number[];
  readonly footprintBytes: number[];
  readonly mappedBytes: (number | null)[];
  readonly availableBytes: (number | null)[];
  /** Absent where no sample has it. */
  readonly metalAllocatedBytes?: (number | null)[] | undefined;
  /**
   * How many samples were taken between this one and the next, evenly, that read what both of them read, or what this one read within
   * `leftOutWithinBytes`. Absent: none anywhere.
   */
  readonly leftOut?: number[] | undefined;
  /** Absent: what is left out read exactly what its neighbours read. */
  readonly leftOutWithinBytes?: number | undefined;
}

/**
 * Thins samples as they come, for a line of the log. What stays: each sample that reads otherwise than the one before it, and that
 * one; both sides of a gap; the first and the last. So all extremes stay, and `fullSeries` gives the full series back: the values
 * exactly, the times of those between two equal ones evenly. A line that is long even so is thinned further by `sparseMemory`.
 */
export class ThinnedMemory {
  private readonly intervalUs: number;
  private kept: MemorySample[] = [];
  private leftOut: number[] = [];
  /** The newest, where it reads as the one before it. */
  private waiting: MemorySample | null = null;

  /** @param intervalUs between two samples, as the plan asks */
  constructor(intervalUs: number) {
    this.intervalUs = intervalUs;
  }

  add(sample: MemorySample): void {
    const before = this.waiting ?? this.kept.at(-1);
    if (before === undefined || !this.repeats(before, sample)) this.keep(sample);
    else if (this.waiting === null) this.waiting = sample;
    else this.leaveOut(sample);
  }

  /** All columns since the last call; `last` is taken now, not by the interval, and stays. */
  finish(last: MemorySample): MemoryColumns {
    this.keep(last);
    const all = this.kept.map((sample, index) => ({ sample, leftOut: this.leftOut[index] ?? 0 }));
    this.kept = [];
    this.leftOut = [];
    const sparse = sparseMemory(all, this.intervalUs);
    const kept = sparse.kept.map(({ sample }) => sample);
    const leftOut = sparse.kept.map((each) => each.leftOut);
    const metal = kept.map(({ metalAllocatedBytes = null }) => metalAllocatedBytes);
    return {
      tUs: kept.map(({ tUs }) => tUs),
      footprintBytes: kept.map(({ footprintBytes }) => footprintBytes),
      mappedBytes: kept.map(({ mappedBytes }) => mappedBytes),
      availableBytes: kept.map(({ availableBytes }) => availableBytes),
      ...(metal.some((bytes) => bytes !== null) ? { metalAllocatedBytes: metal } : {}),
      ...(leftOut.some((count) => count > 0) ? { leftOut } : {}),
      ...(sparse.withinBytes > 0 ? { leftOutWithinBytes: sparse.withinBytes } : {}),
    };
  }

  private repeats(before: MemorySample, sample: MemorySample): boolean {
    const apartUs = sample.tUs - before.tUs;
    return (
      apartUs >= SAMPLE_APART.soonest * this.intervalUs &&
      apartUs <= SAMPLE_APART.latest * this.intervalUs &&
      readsAs(before, sample)
    );
  }

  /** The one that waits lies between two equal ones. */
  private leaveOut(sample: MemorySample): void {
    const last = this.leftOut.length - 1;
    this.leftOut[last] = (this.leftOut[last] ?? 0) + 1;
    if (this.leftOut[last] < MOST_LEFT_OUT) this.waiting = sample;
    else {
      this.waiting = null;
      this.keep(sample);
    }
  }

  private keep(sample: MemorySample): void {
    for (const each of this.waiting === null ? [sample] : [this.waiting, sample]) {
      this.kept.push(each);
      this.leftOut.push(0);
    }
    this.waiting = null;
  }
}

/** Whether two samples read the same. */
const readsAs = (one: MemorySample, other: MemorySample): boolean =>
  one.footprintBytes === other.footprintBytes &&
  one.mappedBytes === other.mappedBytes &&
  one.availableBytes === other.availableBytes &&
  (one.metalAllocatedBytes ?? null) === (other.metalAllocatedBytes ?? null);

/**
 * The full series of a line: those that were left out at even times between their neighbours, each with what the one before them read.
 */
export function fullSeries(columns: MemoryColumns): Omit<MemoryColumns, 'leftOut' | 'leftOutWithinBytes'> {
  const { leftOut, leftOutWithinBytes: _, tUs, ...values } = columns;
  if (leftOut === undefined) return { tUs, ...values };
  const spread = <T>(column: readonly T[]): T[] => repeated(column, leftOut);
  return {
    tUs: evenly(tUs, leftOut),
    footprintBytes: spread(values.footprintBytes),
    mappedBytes: spread(values.mappedBytes),
    availableBytes: spread(values.availableBytes),
    ...(values.metalAllocatedBytes ? { metalAllocatedBytes: spread(values.metalAllocatedBytes) } : {}),
  };
}

// Loops that push: there are hundreds of thousands of samples in a run.

function repeated<T>(column: readonly T[], leftOut: readonly number[]): T[] {
  const full: T[] = [];
  column.forEach((value, index) => {
    for (let i = leftOut[index] ?? 0; i >= 0; i--) full.push(value);
  });
  return full;
}

function evenly(tUs: readonly number[], leftOut: readonly number[]): number[] {
  const full: number[] = [];
  tUs.forEach((at, index) => {
    full.push(at);
    const between = leftOut[index] ?? 0;
    const stepUs = ((tUs[index + 1] ?? at) - at) / (between + 1);
    for (let i = 1; i <= between; i++) full.push(Math.round(at + i * stepUs));
  });
  return full;
}

const sampleAt = (columns: MemoryColumns, index: number): MemorySample => ({
  tUs: columns.tUs[index] ?? 0,
  footprintBytes: columns.footprintBytes[index] ?? 0,
  mappedBytes: columns.mappedBytes[index] ?? null,
  availableBytes: columns.availableBytes[index] ?? null,
  metalAllocatedBytes: columns.metalAllocatedBytes?.[index] ?? null,
});

/**
 * What is wrong with `leftOut`, or null: samples are left out between two that read the same, and nowhere else, unless the line says by
 * how much they may differ.
 */
export function leftOutProblem({ leftOut, leftOutWithinBytes, ...columns }: MemoryColumns): string | null {
  if (leftOut === undefined) return null;
  if (leftOut.length !== columns.tUs.length) return 'leftOut and tUs are not of one length';
  const wrong = leftOut.findIndex(
    (count, index) =>
      count > 0 &&
      (count > MOST_LEFT_OUT ||
        index + 1 >= leftOut.length ||
        (leftOutWithinBytes === undefined &&
          !readsAs(sampleAt(columns, index), sampleAt(columns, index + 1)))),
  );
  return wrong < 0 ? null : `leftOut[${wrong}] is no run of at most ${MOST_LEFT_OUT} equal samples`;
}
