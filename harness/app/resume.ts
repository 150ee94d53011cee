import { chooseDevices, readDevices } from '../lab/read-devices.ts';
import { openLab } from '../session/open-lab.ts';
import { type ContinuedRun, continueRun } from '../session/run.ts';
import { unfinishedSessions } from '../session/unfinished-sessions.ts';
import { readManifest } from '../store/read-manifest.ts';
import { openRunFolder } from '../store/run-folder.ts';

/** A run that was gone on with. */
export interface ResumedRun {
  readonly id: string;
  /** The run folder. */
  readonly folder: string;
  /** Devices that still have something to be measured. */
  readonly unfinished: readonly string[];
  readonly interrupted: boolean;
}

export interface ResumeOptions {
  /** The lab's devices.json; default: the one here, else the virtual lab. The run's phones must be in it. */
  readonly devices?: string | undefined;
}

/** What a resumed run needs of the world outside. */
export type ResumePorts = Pick<ContinuedRun, 'leases' | 'coldProbe' | 'progress' | 'signal'> &
  Partial<Pick<ContinuedRun, 'openLab'>>;

/**
 * Goes on with a run that was killed, interrupted, or lost a phone: what a phone still holds is fetched, what has no end is
 * measured, and what was measured stays as it is. Of a run that is complete nothing is done again.
 * @throws HeatsoakError `RUN_UNREADABLE`, `DEVICE_UNKNOWN`, `DEVICE_LEASED`, `ARTEFACT_UNKNOWN`, or what the servers report
 */
export async function resume(
  folder: string,
  { devices }: ResumeOptions,
  ports: ResumePorts,
): Promise<ResumedRun> {
  const manifest = await readManifest(folder);
  const lab = await readDevices(devices);
  const chosen = chooseDevices(
    lab,
    manifest.sessions.map(({ device }) => device.id),
  );
  await continueRun({
    openLab: (path) => openLab(manifest, chosen, ports.signal, path),
    ...ports,
    manifest,
    folder: openRunFolder(folder),
    cooldown: lab.cooldown,
  });
  const unfinished = await unfinishedSessions(folder, manifest);
  return {
    id: manifest.run,
    folder,
    unfinished: unfinished.map(({ device }) => device.id),
    interrupted: ports.signal.aborted,
  };
}
