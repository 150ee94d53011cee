import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { Lease, Leases } from '../lab/leases.ts';

interface Holder {
  readonly leases: Leases;
  readonly manifest: Pick<Manifest, 'run'>;
}

/**
 * Holds the phones of these sessions while `work` goes on; of several that are asked for, all or none are held.
 * @throws HeatsoakError `DEVICE_LEASED`, before `work` begins
 */
export async function withLeases<T>(
  holder: Holder,
  sessions: readonly PlannedSession[],
  work: () => Promise<T>,
): Promise<T> {
  const held: Lease[] = [];
  try {
    for (const { device } of sessions) {
      // A virtual phone is made for its run: nobody else can reach it.
      if (device.udid === null) continue;
      const request = { device: device.udid, run: holder.manifest.run, now: new Date() };
      held.push(await holder.leases.take(request));
    }
    return await work();
  } finally {
    await Promise.all(held.map((lease) => lease.release()));
  }
}
