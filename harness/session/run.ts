import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { ColdProbe } from '../lab/cold-probe.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import { type Lease, takeLease } from '../lab/lease.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import type { OpenLab, PhoneSlot } from './phone-slot.ts';
import type { Progress } from './progress.ts';
import { runQuality } from './quality.ts';
import { runReference } from './reference.ts';
import { runSession } from './session.ts';

/** A planned run, and everything outside that it needs. */
export interface RunRequest {
  readonly manifest: Manifest;
  /** Folder that holds the run folders, such as `runs`. */
  readonly root: string;
  readonly leases: string;
  readonly cooldown: CooldownPolicy;
  readonly coldProbe?: ColdProbe | undefined;
  /** Opens servers and phones, whose logs go into the run's folder; called after the leases are held. */
  readonly openLab: (folder: string) => Promise<OpenLab>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * One run: leases → manifest → reference → every phone side by side → release.
 * @returns the run's folder, also when it was interrupted
 * @throws HeatsoakError for what stops a run before its first launch: a leased phone, no folder, no server
 */
export async function performRun(request: RunRequest): Promise<RunFolder> {
  const leases = await takeLeases(request);
  try {
    const folder = await createRunFolder(request.root, request.manifest);
    const startedAt = performance.now();
    const nowUs = (): number => (performance.now() - startedAt) * 1000;
    await unlessAborted(request.signal, () => runReference({ ...request, folder, nowUs }));
    await unlessAborted(request.signal, () => runQuality({ ...request, folder, nowUs }));
    if (request.signal.aborted) return folder;
    const lab = await request.openLab(folder.path);
    try {
      // Each is found before the first one starts: sessions under way must not lose their lab.
      const slots = request.manifest.sessions.map((planned) => ({
        planned,
        slot: stationOf(lab, planned),
      }));
      await Promise.all(slots.map((session) => runSession({ ...request, ...session, folder, nowUs })));
    } finally {
      await lab.close();
    }
    return folder;
  } finally {
    await Promise.all(leases.map((lease) => lease.release()));
  }
}

function stationOf({ slots }: OpenLab, { device }: PlannedSession): PhoneSlot {
  const slot = slots.find((each) => each.device.id === device.id);
  if (slot) return slot;
  throw new HeatsoakError('DEVICE_UNKNOWN', `the lab has no device ${device.id}`, {
    hint: `it has ${slots.map((each) => each.device.id).join(', ')}`,
  });
}

async function takeLeases(request: RunRequest): Promise<Lease[]> {
  const leases: Lease[] = [];
  try {
    for (const { device } of request.manifest.sessions) {
      // A virtual phone is made for its run: nobody else can reach it.
      if (device.udid === null) continue;
      leases.push(
        await takeLease({
          folder: request.leases,
          device: device.udid,
          run: request.manifest.run,
          now: new Date(),
        }),
      );
    }
    return leases;
  } catch (error) {
    await Promise.all(leases.map((lease) => lease.release()));
    throw error;
  }
}

/** An interrupted reference leaves a partial run, not an error. */
async function unlessAborted(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
