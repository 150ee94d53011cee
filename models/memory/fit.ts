import type { MemoryPrediction } from './predict-memory.ts';

/** A number of a phone, who says so, and whether it was measured on such a phone. */
export interface KnownBytes {
  readonly bytes: number;
  readonly source: string;
  readonly measured: boolean;
}

/** What a phone allows. */
export interface PhoneMemory {
  readonly name: string;
  readonly memory: KnownBytes;
  /** What iOS lets one app be charged, without and with the increased-memory-limit entitlement. */
  readonly charged: { readonly standard: KnownBytes; readonly entitled: KnownBytes };
}

export const limitNames = [
  'charged memory with the entitlement',
  'charged memory',
  'address space',
  'longest piece of address space',
  'Metal working set',
  'memory of the phone',
] as const;

/** One limit, and how the model stands to it. */
export interface Limit {
  readonly what: (typeof limitNames)[number];
  readonly needsBytes: number;
  readonly hasBytes: number;
  readonly source: string;
  readonly measured: boolean;
}

export const fitVerdicts = ['fits', 'needs the entitlement', 'slow', 'does not fit'] as const;

export interface Fit {
  readonly phone: string;
  /** `slow`: it may run, but weights are dropped and read from flash again. */
  readonly verdict: (typeof fitVerdicts)[number];
  /** The limit that it breaks first, or the one that it comes nearest to. */
  readonly limit: Limit;
  /** All that were looked at. */
  readonly limits: readonly Limit[];
}

const GIB = 2 ** 30;

/**
 * Addresses that an app has without the extended-virtual-addressing entitlement, on phones of more than 3 GiB: 15.375 GiB less page zero
 * and the shared region of 4 GiB each. What lies above the shared region is the longest piece.
 */
const addresses = { all: 7.375 * GIB, longest: 5.375 * GIB };
const KERNEL = 'source of xnu-7195, osfmk/arm/pmap.c';

/** What Metal recommends on Macs of up to 32 GiB (`recommendedMaxWorkingSetSize`); none is published for iPhones. */
const WORKING_SET_SHARE = 2 / 3;

/** Verdict for a limit that is broken. */
const verdicts: Readonly<Record<Limit['what'], Fit['verdict']>> = {
  'charged memory with the entitlement': 'does not fit',
  'charged memory': 'needs the entitlement',
  'address space': 'needs the entitlement',
  'longest piece of address space': 'needs the entitlement',
  'Metal working set': 'slow',
  'memory of the phone': 'slow',
};

/** Whether a prediction fits on a phone, and by which limit. Limits are values of others, not promises of Apple's. */
export function fitOnPhone(prediction: MemoryPrediction, phone: PhoneMemory): Fit {
  const limits = limitsOf(prediction, phone);
  const broken = limits.find(({ needsBytes, hasBytes }) => needsBytes > hasBytes);
  const limit =
    broken ?? nearest(limits.filter(({ what }) => what !== 'charged memory with the entitlement'));
  return { phone: phone.name, verdict: broken ? verdicts[broken.what] : 'fits', limit, limits };
}

/** In the order in which a broken one decides. */
function limitsOf({ chargedBytes, mappedBytes }: MemoryPrediction, phone: PhoneMemory): Limit[] {
  const all = chargedBytes + mappedBytes;
  const kernel = (bytes: number): KnownBytes => ({ bytes, source: KERNEL, measured: false });
  const limit = (what: Limit['what'], needsBytes: number, has: KnownBytes): Limit => ({
    what,
    needsBytes,
    hasBytes: has.bytes,
    source: has.source,
    measured: has.measured,
  });
  return [
    limit('charged memory with the entitlement', chargedBytes, phone.charged.entitled),
    limit('charged memory', chargedBytes, phone.charged.standard),
    limit('address space', all, kernel(addresses.all)),
    limit('longest piece of address space', mappedBytes, kernel(addresses.longest)),
    limit('Metal working set', all, {
      bytes: Math.floor(WORKING_SET_SHARE * phone.memory.bytes),
      source: 'two thirds of memory, as Metal recommends on Macs',
      measured: false,
    }),
    limit('memory of the phone', all, phone.memory),
  ];
}

const nearest = (limits: readonly Limit[]): Limit =>
  limits.reduce((a, b) => (b.needsBytes / b.hasBytes > a.needsBytes / a.hasBytes ? b : a));
