import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { artefactsAt } from '../../experiment/artefacts.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { fileLeases } from '../../lab/file-leases.ts';
import { withLeases } from '../../session/hold-leases.ts';
import { openLab } from '../../session/open-lab.ts';
import { readArtefacts } from '../../store/read-artefacts.ts';
import { readRun } from '../../store/run-folder.ts';
import type { PreparedRun } from '../plan/assemble-run.ts';
import { deviceWithId } from '../plan/choose-devices.ts';
import { firstLaunchOf } from '../plan/first-launch-of.ts';
import { readDevices } from '../plan/read-devices.ts';
import { plan } from '../plan.ts';
import { type Ports, portsOf } from '../ports.ts';
import { run } from '../run.ts';
import { launchesOfRun } from './check-folder.ts';
import { conclude, type Finding, type NamedLaunch } from './conclude.ts';
import type { Conformance } from './conformance-document.ts';
import { PhonePlace, slotNamed } from './phone-place.ts';
import { refusedOnPhone, refusedPlans } from './program/refused.ts';
import { wrongHash } from './program/wrong-hash.ts';

export interface DeviceOptions {
  /** Phone of devices.json. */
  readonly device: string;
  /** Default: devices.json here, else the virtual lab. */
  readonly devices?: string | undefined;
  /** build.json of the app that the agent is in. */
  readonly build: string;
  /** What it is asked to do; default `quick`. */
  readonly suite?: string | undefined;
  /** Folder that keeps the run; default: none does. */
  readonly keep?: string | undefined;
}

/**
 * One launch of an app on one phone, deployed, launched and collected as in a run; then launches that are killed, and plans and a model
 * that it must refuse. Every log is held against every rule.
 * @throws HeatsoakError of kind usage for what is named wrongly, of kind device where the phone left no log; `CONFORMANCE_INTERRUPTED`
 */
export async function checkDevice(
  { device, devices, build, suite = 'quick', keep }: DeviceOptions,
  ports: Ports = {},
): Promise<Conformance> {
  // A tag may name several phones, and one is checked.
  deviceWithId(await readDevices(devices), device);
  const planned = await plan(
    { suite: [suite], candidate: build, device: [device], devices, blocks: 1, reference: false },
    ports,
  );
  const scratch = keep === undefined ? await scratchFolder('conformance') : null;
  try {
    const { folder, interrupted } = await run(
      { ...planned, manifest: firstLaunchOf(planned.manifest) },
      { out: keep ?? scratch?.path },
      ports,
    );
    if (interrupted) throw new HeatsoakError('CONFORMANCE_INTERRUPTED', 'interrupted');
    const ordinary = await launchesOn(folder, device);
    const { launches, findings } = await disturbedOn(device, planned, folder, ports);
    return conclude([...ordinary, ...launches], findings);
  } finally {
    await scratch?.remove();
  }
}

/** The launches that no plan of a run asks for, on the phone that the run has just left. */
async function disturbedOn(
  device: string,
  { manifest, devices }: PreparedRun,
  folder: string,
  ports: Ports,
): Promise<{ readonly launches: readonly NamedLaunch[]; readonly findings: readonly Finding[] }> {
  const { signal, folders } = portsOf(ports);
  const [build] = manifest.builds;
  if (!build) return { launches: [], findings: [] };
  return withLeases({ leases: fileLeases(folders.leases), manifest }, manifest.sessions, async () => {
    const lab = await openLab(manifest, devices, signal, folder);
    try {
      const slot = slotNamed(lab.slots, device);
      const phone = await slot.open(() => undefined);
      const place = await PhonePlace.open(
        phone,
        slot,
        build,
        artefactsAt(await readArtefacts(folder, manifest)),
      );
      const killed = await place.killed();
      const refused = await refusedPlans(place, refusedOnPhone);
      const hash = await wrongHash(place);
      await phone.close();
      return {
        launches: [...killed.launches, ...refused.launches],
        findings: [killed.finding, ...refused.findings, hash],
      };
    } finally {
      await lab.close();
    }
  });
}

/** A phone that left no log says in its journal why. */
async function launchesOn(folder: string, device: string): Promise<NamedLaunch[]> {
  const { launches, harness } = await readRun(folder);
  if (launches.size > 0) return launchesOfRun(folder);
  const told = harness
    .get(device)
    ?.events.flatMap((event) => ('message' in event ? (event.message ?? []) : []));
  throw new HeatsoakError('LAUNCH_LOGLESS', `${device} left no log: ${told?.at(-1) ?? 'nobody says why'}`, {
    where: device,
  });
}
