import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import { fileLeases } from '../lab/file-leases.ts';
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
    await releaseAll(held);
  }
}

/** A lease that cannot be given back ends with this process: no reason to lose what was measured under it. */
const releaseAll = (held: readonly Lease[]): Promise<unknown> =>
  Promise.allSettled(held.map((lease) => lease.release()));

/**
 * Holds a run folder while `work` goes on in it: two processes would write into the same journals.
 * @throws HeatsoakError `RUN_BUSY`, before `work` begins
 */
export async function withRunFolder<T>(folder: string, run: string, work: () => Promise<T>): Promise<T> {
  const request = { device: 'run', run, now: new Date() };
  const lease = await fileLeases(folder)
    .take(request)
    .catch((cause: unknown) => {
      if (!(cause instanceof HeatsoakError) || cause.code !== 'DEVICE_LEASED') throw cause;
      throw new HeatsoakError('RUN_BUSY', `another process measures in ${folder}: ${cause.message}`, {
        where: folder,
        cause,
      });
    });
  try {
    return await work();
  } finally {
    await releaseAll([lease]);
  }
}
