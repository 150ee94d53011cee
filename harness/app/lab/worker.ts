import { hostname } from 'node:os';
import { join } from 'node:path';
import { readVocabulary } from '../../../models/tokenizer/read-vocabulary.ts';
import { PROBE_WORK } from '../../agent/hosts/host-probe.ts';
import { coldProbe } from '../../lab/cold-probe.ts';
import { fileLeases } from '../../lab/file-leases.ts';
import { keptVersions } from '../../lab/kept-versions.ts';
import { filePhoneStates } from '../../lab/phone-states.ts';
import { fetchArtefacts } from '../../lab-server/artefact-store.ts';
import { openDatabase } from '../../lab-server/database.ts';
import { hostCalls } from '../../lab-server/host-calls.ts';
import { openQueue } from '../../lab-server/queue.ts';
import type { PerformSession } from '../../lab-server/serve-session.ts';
import { runWorker } from '../../lab-server/worker.ts';
import { quickExamination } from '../../preflight/quick-examination.ts';
import { openLab } from '../../session/open-lab.ts';
import { continueRun } from '../../session/run.ts';
import { ARTEFACTS } from '../../store/read-artefacts.ts';
import { deviceWithId } from '../plan/choose-devices.ts';
import { examinedBuilds } from '../plan/examined-build.ts';
import { plannedDevice } from '../plan/planned-device.ts';
import { readDevices } from '../plan/read-devices.ts';
import { type Ports, portsOf } from '../ports.ts';
import { addressOf, type LabAddress } from './with-lab.ts';

/** What a host brings to the lab. */
export interface WorkerOptions extends LabAddress {
  /** Its phones; default: devices.json here, else the virtual lab. */
  readonly devices?: string | undefined;
  /** Folder or HTTPS address in which apps and models lie by hash. */
  readonly store: string;
  /** Folder of sessions under way; it must outlive the worker. */
  readonly home: string;
}

/**
 * Serves the phones of this host until `signal` stops it: sessions under way are given back then.
 * @param say told what happens, a line at a time
 * @throws HeatsoakError `LAB_UNREACHABLE`, `LAB_DRIVER_MISSING`; later faults of the database are waited for
 */
export async function worker(
  options: WorkerOptions,
  say: (message: string) => void,
  ports: Ports = {},
): Promise<void> {
  const { devices } = await readDevices(options.devices);
  const database = await openDatabase(addressOf(options));
  try {
    const queue = await openQueue(database);
    say(`${hostname()} serves ${devices.map(({ id }) => id).join(', ')}`);
    await runWorker({
      ...{ queue, say, signal: portsOf(ports).signal, home: options.home },
      calls: hostCalls(database),
      phones: devices.map((device) => {
        const { id, udid, model } = plannedDevice(device);
        return { id, udid, model, device };
      }),
      perform: await performerOf(options, ports),
    });
    await queue.close();
  } finally {
    await database.close();
  }
}

/** Measures a session as `resume` does, on this host's phone. */
async function performerOf(options: WorkerOptions, ports: Ports): Promise<PerformSession> {
  const lab = await readDevices(options.devices);
  const { progress, folders } = portsOf(ports);
  return async ({ manifest, folder, cooldown, signal, nowUs }) => {
    const devices = manifest.sessions.map(({ device }) => deviceWithId(lab, device.id));
    const paths = await fetchArtefacts(manifest, options.store, join(folders.cache, 'lab'));
    await folder.write(ARTEFACTS, `${JSON.stringify(paths, null, 2)}\n`);
    await continueRun({
      ...{ manifest, folder, cooldown, signal, nowUs, progress, readVocabulary },
      leases: fileLeases(folders.leases),
      phoneStates: filePhoneStates(folders.leases),
      coldProbe: coldProbe(folders.cache, PROBE_WORK),
      examine: quickExamination({
        ...{ devices, cooldown },
        builds: examinedBuilds(manifest.builds),
        kept: keptVersions(folders.cache),
      }),
      openLab: (path) => openLab(manifest, devices, signal, path),
    });
  };
}
