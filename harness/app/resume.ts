import { readVocabulary } from '../../models/tokenizer/read-vocabulary.ts';
import { PROBE_WORK } from '../agent/hosts/host-probe.ts';
import type { Confirmation } from '../history/confirmation.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { keptVersions } from '../lab/kept-versions.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { osBuildOf } from '../preflight/os-build-of.ts';
import { quickExamination } from '../preflight/quick-examination.ts';
import { openLab } from '../session/open-lab.ts';
import { continueRun } from '../session/run.ts';
import { unfinishedSessions } from '../session/unfinished-sessions.ts';
import { readManifest } from '../store/read-manifest.ts';
import { openRunFolder, readLogs } from '../store/run-folder.ts';
import { readSigningKey } from '../store/signing-key.ts';
import { recordAnswerOfResumed } from './history/answer-of-resumed.ts';
import { mustGoOn } from './may-go-on.ts';
import { deviceWithId } from './plan/choose-devices.ts';
import { readDevices } from './plan/read-devices.ts';
import { type Ports, portsOf } from './ports.ts';
import type { PerformedRun } from './run.ts';

/** A run that was gone on with. */
export interface ResumedRun extends PerformedRun {
  /** Devices that still have something to be measured. */
  readonly unfinished: readonly string[];
  /** What a confirming run said that is whole now; null for any other, and where its answer stood in the history already. */
  readonly confirmation: Confirmation | null;
}

export interface ResumeOptions {
  /** The lab's devices.json; default: the one here, else the virtual lab. The run's phones must be in it. */
  readonly devices?: string | undefined;
  /** PEM of the Ed25519 private key that signs the run's new seal; default: it is not signed. */
  readonly sign?: string | undefined;
  /** Goes on also where a phone has another OS build than before, or a day has passed. */
  readonly anyway?: boolean | undefined;
}

/**
 * Goes on with a run that was killed, interrupted, or lost a phone: what a phone still holds is fetched, what has no end is
 * measured, and what was measured stays as it is. Of a run that is complete nothing is done again. The answer of a confirming
 * run is added to the history.
 * @param folder the run folder
 * @throws HeatsoakError `RUN_UNREADABLE`, `DEVICE_UNKNOWN`, `DEVICE_LEASED`, `RUN_BUSY`, `RUN_STALE`, `OS_BUILD_DIFFERS`, `KEY_INVALID`, `ARTEFACT_UNKNOWN`, or what the servers report
 */
export async function resume(
  folder: string,
  { devices, sign, anyway }: ResumeOptions = {},
  ports: Ports = {},
): Promise<ResumedRun> {
  const { progress, signal, now, folders } = portsOf(ports);
  const manifest = await readManifest(folder);
  const lab = await readDevices(devices);
  const ids = manifest.sessions.map(({ device }) => device.id);
  const chosen = ids.map((id) => deviceWithId(lab, id));
  if (!anyway)
    await mustGoOn({
      ...{ manifest, osBuildOf, now: now() },
      logs: await readLogs(folder, manifest),
      unfinished: await unfinishedSessions(folder, manifest),
    });
  const signWith = sign === undefined ? undefined : await readSigningKey(sign);
  await continueRun({
    manifest,
    folder: openRunFolder(folder),
    leases: fileLeases(folders.leases),
    cooldown: lab.cooldown,
    phoneStates: filePhoneStates(folders.leases),
    coldProbe: coldProbe(folders.cache, PROBE_WORK),
    readVocabulary,
    examine: quickExamination({
      devices: chosen,
      cooldown: lab.cooldown,
      builds: [],
      kept: keptVersions(folders.cache),
    }),
    openLab: (path) => openLab(manifest, chosen, signal, path),
    progress,
    signal,
    signWith,
  });
  const unfinished = await unfinishedSessions(folder, manifest);
  const isWhole = unfinished.length === 0 && !signal.aborted;
  return {
    id: manifest.run,
    folder,
    confirmation: isWhole ? await recordAnswerOfResumed(folder, manifest, now().toISOString()) : null,
    unfinished: unfinished.map(({ device }) => device.id),
    interrupted: signal.aborted,
  };
}
