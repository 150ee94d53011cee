import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';

/**
 * The model whose speed and memory a virtual phone shows, whatever small model it really runs:
 * Phi-3 Mini 4K in 4 bit (2.39 GB), with an f16 key-value cache of 2 · 32 layers · 3072 values · 2 bytes a token.
 */
export const representedModel = {
  name: 'Phi-3-mini-4k-instruct Q4',
  weightBytes: 2.39e9,
  keyValueBytesPerToken: 2 * 32 * 3072 * 2,
} as const;

/** How one virtual phone behaves. Starting points from published measurements, not facts about a phone. */
export interface Profile {
  /** The name that `devices.json` uses. */
  readonly name: string;
  readonly chip: string;
  readonly productType: string;
  readonly memoryBytes: number;
  /** Weights read in decoding, GB/s, derived from published tokens per second times bytes. */
  readonly bandwidthGBps: number;
  /** Decode time that each token of context adds, µs. */
  readonly contextSlopeUs: number;
  readonly prefillTokensPerSecond: number;
  /** Jetsam limit without and with the increased-memory-limit entitlement, MiB. */
  readonly jetsamMiB: { readonly standard: number; readonly entitled: number };
  /** Decode speed after 600 s of load ÷ speed when cold. */
  readonly retention: number;
  /** Seconds of load from cold at full speed. */
  readonly burstSeconds: number;
  /** Time constants of the drop that follows, s. */
  readonly fastTauSeconds: number;
  readonly slowTauSeconds: number;
  /** Read speed of the flash, GB/s: sets the load time. */
  readonly flashGBps: number;
}

type Row = [
  name: string,
  productType: string,
  gigabytes: number,
  bandwidth: number,
  slope: number,
  prefill: number,
  limits: [standard: number, entitled: number],
  retention: number,
  burst: number,
  taus: [fast: number, slow: number],
  flash: number,
];

/**
 * Bandwidth, prefill, limits and retention are the middles of published ranges for GPU decoding. The slope is the
 * key-value cache read at that bandwidth, times 1.2 as measured depth sweeps show. Published throttling starts after
 * 5–30 s; here it starts later, so that burst speed is a plateau that an analysis can be checked against.
 */
const rows: readonly Row[] = [
  ['A15', 'iPhone14,2', 6, 23, 20, 90, [3072, 4200], 0.45, 85, [30, 110], 1.2],
  ['A16', 'iPhone15,4', 6, 33, 14, 150, [3072, 4200], 0.45, 90, [30, 120], 1.4],
  ['A17 Pro', 'iPhone16,1', 8, 37.5, 12.5, 185, [3375, 6144], 0.5, 90, [32, 120], 1.6],
  ['A18', 'iPhone17,3', 8, 42, 11, 195, [3375, 6144], 0.5, 95, [32, 120], 1.6],
  ['A18 Pro', 'iPhone17,1', 8, 44.5, 10.5, 215, [3375, 6144], 0.56, 95, [34, 125], 1.8],
  ['A19', 'iPhone18,3', 8, 51, 9.2, 450, [3375, 6144], 0.5, 100, [32, 120], 1.8],
  ['A19 Pro', 'iPhone18,1', 12, 63, 7, 600, [3375, 6144], 0.445, 105, [30, 120], 2],
];

export const profiles: readonly Profile[] = rows.map((row) => {
  const [name, productType, gigabytes, bandwidthGBps, contextSlopeUs, prefillTokensPerSecond, limits] = row;
  const [, , , , , , , retention, burstSeconds, [fastTauSeconds, slowTauSeconds], flashGBps] = row;
  return {
    name,
    chip: name,
    productType,
    memoryBytes: gigabytes * 2 ** 30,
    bandwidthGBps,
    contextSlopeUs,
    prefillTokensPerSecond,
    jetsamMiB: { standard: limits[0], entitled: limits[1] },
    retention,
    burstSeconds,
    fastTauSeconds,
    slowTauSeconds,
    flashGBps,
  };
});

/** @throws HeatsoakError `PROFILE_UNKNOWN` with the nearest name */
export function profileNamed(name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const names = profiles.map((profile) => profile.name);
  const near = nearestName(name, names);
  throw new HeatsoakError('PROFILE_UNKNOWN', `no virtual phone "${name}"${didYouMean(near)}`, {
    hint: `known profiles: ${names.join(', ')}`,
    where: 'devices.json $.devices[].profile',
  });
}
