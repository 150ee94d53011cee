/** One reading of memory; null is what could not be read. */
export interface MemorySample {
  readonly tUs: number;
  readonly footprintBytes: number;
  readonly mappedBytes: number | null;
  readonly availableBytes: number | null;
  /** Null or absent where the device does not count what it gives to the GPU. */
  readonly metalAllocatedBytes?: number | null;
}

/** So many in a row at most, so that a line that is read back is no more than so many times as long. */
export const MOST_LEFT_OUT = 100;
/** Of the sampling interval: a sample that comes later, or sooner, stays with its own time. */
export const SAMPLE_APART = { soonest: 0.5, latest: 1.5 };
