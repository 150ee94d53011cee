import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Lease, Leases } from '../lab/leases.ts';

/** Phones that nobody else may use while they are examined. */
export interface HeldPhones {
  /** Who has the phone instead; null: it is ours now. @throws HeatsoakError `LEASE_UNWRITABLE` */
  holder(udid: string): Promise<string | null>;
  release(): Promise<void>;
}

/** A question in the middle of somebody's launch would be measured: a phone is held before it is asked. */
export function holdPhones(leases: Leases, run: string): HeldPhones {
  const held: Lease[] = [];
  return {
    async holder(device) {
      try {
        held.push(await leases.take({ device, run, now: new Date() }));
        return null;
      } catch (error) {
        if (error instanceof HeatsoakError && error.code !== 'LEASE_UNWRITABLE') return error.message;
        throw error;
      }
    },
    release: async () => void (await Promise.allSettled(held.splice(0).map((lease) => lease.release()))),
  };
}
