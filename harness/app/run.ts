import { resolve } from 'node:path';
import { readVocabulary } from '../../models/tokenizer/read-vocabulary.ts';
import { PROBE_WORK } from '../agent/hosts/host-probe.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { keptVersions } from '../lab/kept-versions.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { restartPhone } from '../phone/restart-phone.ts';
import { quickExamination } from '../preflight/quick-examination.ts';
import { openLab, waitFor } from '../session/open-lab.ts';
import { performRun, type RunPorts } from '../session/run.ts';
import { readSigningKey } from '../store/signing-key.ts';
import type { PreparedRun } from './plan/assemble-run.ts';
import { examinedBuilds } from './plan/examined-build.ts';
import { type Ports, portsOf } from './ports.ts';

/** A phone that has just started indexes and updates what it has. */
const SETTLE_SECONDS = 600;

/** What a run left. Everything else is derived from its folder. */
export interface PerformedRun {
  readonly id: string;
  /** The run folder. */
  readonly folder: string;
  /** True when `signal` ended it before its time. */
  readonly interrupted: boolean;
}

export interface PlaceOfRuns {
  /** Folder of the run folders; default: `runs` here. */
  readonly out?: string | undefined;
  /** PEM of the Ed25519 private key that signs the run's seal; default: the seal is not signed. */
  readonly sign?: string | undefined;
}

/**
 * Performs a planned run: leases, reference, every phone side by side. An interrupted run is a run, too.
 * @throws HeatsoakError for what stops it before its first launch: a leased phone, no folder, no server, no such key
 */
export async function run(
  planned: PreparedRun,
  { out = 'runs', sign }: PlaceOfRuns = {},
  ports: Ports = {},
): Promise<PerformedRun> {
  const { manifest } = planned;
  const running = await portsOfRun(planned, ports, sign);
  const { path } = await performRun({ ...running, manifest, root: resolve(out) });
  return { id: manifest.run, folder: path, interrupted: running.signal.aborted };
}

/** What a run of these phones needs of the world. @param sign as `PlaceOfRuns` has it @throws HeatsoakError `KEY_INVALID` */
export async function portsOfRun(
  { manifest, lab, devices }: PreparedRun,
  ports: Ports,
  sign?: string,
): Promise<RunPorts> {
  const { progress, signal, folders } = portsOf(ports);
  return {
    leases: fileLeases(folders.leases),
    cooldown: lab.cooldown,
    phoneStates: filePhoneStates(folders.leases),
    restarts: {
      restart: (udid) => restartPhone({ udid, signal }),
      settle: () => waitFor(SETTLE_SECONDS, signal),
    },
    coldProbe: coldProbe(folders.cache, PROBE_WORK),
    readVocabulary,
    examine: quickExamination({
      devices,
      cooldown: lab.cooldown,
      builds: examinedBuilds(manifest.builds),
      kept: keptVersions(folders.cache),
    }),
    openLab: (folder) => openLab(manifest, devices, signal, folder),
    progress,
    signal,
    signWith: sign === undefined ? undefined : await readSigningKey(sign),
  };
}
