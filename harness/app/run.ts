import { resolve } from 'node:path';
import { readVocabulary } from '../../models/tokenizer/read-vocabulary.ts';
import { PROBE_WORK } from '../agent/hosts/host-probe.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { openLab } from '../session/open-lab.ts';
import { performRun } from '../session/run.ts';
import type { PreparedRun } from './plan/assemble-run.ts';
import { type Ports, portsOf } from './ports.ts';

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
}

/**
 * Performs a planned run: leases, reference, every phone side by side. An interrupted run is a run, too.
 * @throws HeatsoakError for what stops it before its first launch: a leased phone, no folder, no server
 */
export async function run(
  planned: PreparedRun,
  { out = 'runs' }: PlaceOfRuns = {},
  ports: Ports = {},
): Promise<PerformedRun> {
  const { manifest, lab, devices } = planned;
  const { progress, signal, folders } = portsOf(ports);
  const { path } = await performRun({
    manifest,
    root: resolve(out),
    leases: fileLeases(folders.leases),
    cooldown: lab.cooldown,
    coldProbe: coldProbe(folders.cache, PROBE_WORK),
    readVocabulary,
    openLab: (folder) => openLab(manifest, devices, signal, folder),
    progress,
    signal,
  });
  return { id: manifest.run, folder: path, interrupted: signal.aborted };
}
