import { readFile } from 'node:fs/promises';
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
import { workerMeter } from '../../lab-server/worker-meter.ts';
import { quickExamination } from '../../preflight/quick-examination.ts';
import { openLab } from '../../session/open-lab.ts';
import { continueRun } from '../../session/run.ts';
import { ARTEFACTS } from '../../store/read-artefacts.ts';
import { deviceWithId } from '../plan/choose-devices.ts';
import { examinedBuilds } from '../plan/examined-build.ts';
import { plannedDevice } from '../plan/planned-device.ts';
import { readDevices } from '../plan/read-devices.ts';
import { type Ports, portsOf } from '../ports.ts';
import { showReadings } from './show-readings.ts';
import { addressOf, type LabAddress } from './with-lab.ts';

/** What a host brings to the lab. */
export interface WorkerOptions extends LabAddress {
  /** Its phones; default: devices.json here, else the virtual lab. */
  readonly devices?: string | undefined;
  /** Folder or HTTPS address in which apps and models lie by hash. */
  readonly store: string;
  /** Folder of sessions under way; it must outlive the worker. */
  readonly home: string;
  /** Port on 127.0.0.1 of `/metrics` for Prometheus; absent: none. */
  readonly metricsPort?: number | undefined;
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
    const meter = workerMeter(() => performance.now() / 1000);
    const hide = await showReadings(async () => meter.readings(), options.metricsPort, say);
    await runWorker({
      ...{ queue, say, meter, signal: portsOf(ports).signal, home: options.home },
      calls: hostCalls(database),
      phones: devices.map((device) => {
        const { id, udid, model } = plannedDevice(device);
        return { id, udid, model, device };
      }),
      perform: await performerOf(options, ports),
      coolsByTheClock: (id) => devices.some((device) => device.id === id && device.kind === 'iphone'),
    });
    await Promise.all([queue.close(), hide()]);
  } finally {
    await database.close();
  }
}

/** Measures a session as `resume` does, on this host's phone. */
async function performerOf(options: WorkerOptions, ports: Ports): Promise<PerformSession> {
  const lab = await readDevices(options.devices);
  const store = { place: options.store, authority: await authorityOf(options) };
  const { progress, folders } = portsOf(ports);
  return async ({ manifest, folder, cooldown, signal, nowUs }) => {
    const devices = manifest.sessions.map(({ device }) => deviceWithId(lab, device.id));
    const paths = await fetchArtefacts(manifest, store, join(folders.cache, 'lab'));
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

/** The lab's own authority may vouch for its store, too. */
const authorityOf = async ({ certificates }: LabAddress): Promise<string | undefined> =>
  certificates === undefined ? undefined : readFile(join(certificates, 'ca.crt'), 'utf8');
