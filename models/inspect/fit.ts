import type { MemoryPrediction } from './memory.ts';

/** What a phone allows. */
export interface PhoneMemory {
  readonly name: string;
  readonly memoryBytes: number;
  /** What iOS lets one app be charged, without and with the increased-memory-limit entitlement. */
  readonly limitBytes: { readonly standard: number; readonly entitled: number };
}

/** The number that decides. */
export interface Limit {
  readonly what: 'charged memory' | 'charged memory with the entitlement' | 'memory of the phone';
  readonly needsBytes: number;
  readonly hasBytes: number;
}

export interface Fit {
  readonly phone: string;
  /** `slow`: it runs, but weights are dropped and read from flash again. */
  readonly verdict: 'fits' | 'needs the entitlement' | 'slow' | 'does not fit';
  readonly limit: Limit;
}

/** Whether a prediction fits on a phone. Limits are published and measured values of others, not promises of Apple's. */
export function fitOnPhone(prediction: MemoryPrediction, phone: PhoneMemory): Fit {
  const { chargedBytes, mappedBytes } = prediction;
  const { standard, entitled } = phone.limitBytes;
  const limits: Record<Limit['what'], Limit> = {
    'charged memory': { what: 'charged memory', needsBytes: chargedBytes, hasBytes: standard },
    'charged memory with the entitlement': {
      what: 'charged memory with the entitlement',
      needsBytes: chargedBytes,
      hasBytes: entitled,
    },
    'memory of the phone': {
      what: 'memory of the phone',
      needsBytes: chargedBytes + mappedBytes,
      hasBytes: phone.memoryBytes,
    },
  };
  const said = (verdict: Fit['verdict'], what: Limit['what']): Fit => ({
    phone: phone.name,
    verdict,
    limit: limits[what],
  });
  if (chargedBytes > entitled) return said('does not fit', 'charged memory with the entitlement');
  // Without the entitlement it does not run at all, be it slow with it or not.
  if (chargedBytes > standard) return said('needs the entitlement', 'charged memory');
  if (chargedBytes + mappedBytes > phone.memoryBytes) return said('slow', 'memory of the phone');
  const tightest =
    chargedBytes / standard >= (chargedBytes + mappedBytes) / phone.memoryBytes
      ? 'charged memory'
      : 'memory of the phone';
  return said('fits', tightest);
}
