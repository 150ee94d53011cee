import { type MemorySample, MOST_LEFT_OUT, SAMPLE_APART } from './memory-sample.ts';

/** A sample of a line, and how many are left out between it and the next. */
export interface KeptSample {
  readonly sample: MemorySample;
  readonly leftOut: number;
}

/** One in so many stays of a line in which memory is another in each sample: three in four bytes of a slow model's log are these. */
const ONE_IN = 5;
const LEAST_KEPT = 16;
/** A trial's last token may come some samples before its line is written, and what memory was then is a metric. */
const LAST_KEPT = 4;
/** A page of a phone: the least by which memory differs. */
const PAGE_BYTES = 16_384;

/** A line's samples, and by how many bytes those that are left out may differ from the one before them. */
export interface SparseMemory {
  readonly kept: readonly KeptSample[];
  /** 0: they read the same. */
  readonly withinBytes: number;
}

/**
 * Thins a line of restless memory further. What stays, exactly: the extremes of each quantity, both sides of a gap, the first sample
 * and the last ones, and every sample that is more than `withinBytes` away from the one that stayed before it. That is a page, and
 * doubles until one in five samples stays.
 */
export function sparseMemory(kept: readonly KeptSample[], intervalUs: number): SparseMemory {
  const samples = kept.reduce((sum, { leftOut }) => sum + 1 + leftOut, 0);
  const most = Math.max(LEAST_KEPT, Math.ceil(samples / ONE_IN));
  if (kept.length <= most) return { kept, withinBytes: 0 };
  const stays = stayingOf(kept, intervalUs);
  const spread = spreadOf(kept);
  let withinBytes = PAGE_BYTES;
  let sparse = thinned(kept, stays, withinBytes);
  while (sparse.length > most && withinBytes < spread) {
    withinBytes *= 2;
    sparse = thinned(kept, stays, withinBytes);
  }
  return sparse.length < kept.length ? { kept: sparse, withinBytes } : { kept, withinBytes: 0 };
}

function thinned(kept: readonly KeptSample[], stays: ReadonlySet<number>, withinBytes: number): KeptSample[] {
  const sparse: { sample: MemorySample; leftOut: number }[] = [];
  for (const [index, { sample, leftOut }] of kept.entries()) {
    const last = sparse.at(-1);
    const goes =
      last !== undefined &&
      !stays.has(index) &&
      last.leftOut + 1 + leftOut <= MOST_LEFT_OUT &&
      isNear(last.sample, sample, withinBytes);
    if (goes) last.leftOut += 1 + leftOut;
    else sparse.push({ sample, leftOut });
  }
  return sparse;
}

const quantitiesOf = (sample: MemorySample): readonly (number | null)[] => [
  sample.footprintBytes,
  sample.mappedBytes,
  sample.availableBytes,
  sample.metalAllocatedBytes ?? null,
];

function isNear(one: MemorySample, other: MemorySample, withinBytes: number): boolean {
  const others = quantitiesOf(other);
  return quantitiesOf(one).every((bytes, i) => {
    const beside = others[i] ?? null;
    return bytes === null || beside === null ? bytes === beside : Math.abs(bytes - beside) <= withinBytes;
  });
}

/** Places of the samples that stay whatever they read. */
function stayingOf(kept: readonly KeptSample[], intervalUs: number): ReadonlySet<number> {
  const stays = new Set([0, ...extremesOf(kept).flatMap(({ least, most }) => [least.at, most.at])]);
  for (let index = Math.max(0, kept.length - LAST_KEPT); index < kept.length; index++) stays.add(index);
  for (const [index, { sample, leftOut }] of kept.entries()) {
    const next = kept[index + 1];
    if (next === undefined) break;
    const apart = (next.sample.tUs - sample.tUs) / (leftOut + 1) / intervalUs;
    if (apart >= SAMPLE_APART.soonest && apart <= SAMPLE_APART.latest) continue;
    stays.add(index).add(index + 1);
  }
  return stays;
}

interface Extreme {
  readonly at: number;
  readonly bytes: number;
}

/** The first least and the first most of each quantity that is known. */
function extremesOf(kept: readonly KeptSample[]): { readonly least: Extreme; readonly most: Extreme }[] {
  const found: ({ least: Extreme; most: Extreme } | undefined)[] = [];
  for (const [at, { sample }] of kept.entries())
    for (const [i, bytes] of quantitiesOf(sample).entries()) {
      if (bytes === null) continue;
      const so = found[i] ?? { least: { at, bytes }, most: { at, bytes } };
      if (bytes < so.least.bytes) so.least = { at, bytes };
      if (bytes > so.most.bytes) so.most = { at, bytes };
      found[i] = so;
    }
  return found.filter((each) => each !== undefined);
}

const spreadOf = (kept: readonly KeptSample[]): number =>
  extremesOf(kept).reduce((widest, { least, most }) => Math.max(widest, most.bytes - least.bytes), 0);
