import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { readRun } from '../../store/run-folder.ts';
import { firstLaunchOf } from '../plan/first-launch-of.ts';
import { plan } from '../plan.ts';
import type { Ports } from '../ports.ts';
import { run } from '../run.ts';
import { checkFolder } from './check-folder.ts';
import type { Conformance } from './conformance-document.ts';

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
 * One launch of an app on one phone, deployed, launched and collected as in a run, and its log held against every rule.
 * @throws HeatsoakError of kind usage for what is named wrongly, of kind device where the phone left no log; `CONFORMANCE_INTERRUPTED`
 */
export async function checkDevice(
  { device, devices, build, suite = 'quick', keep }: DeviceOptions,
  ports: Ports = {},
): Promise<Conformance> {
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
    return await checkRun(folder, device);
  } finally {
    await scratch?.remove();
  }
}

/** A phone that left no log says in its journal why. */
async function checkRun(folder: string, device: string): Promise<Conformance> {
  const { launches, harness } = await readRun(folder);
  if (launches.size > 0) return checkFolder(folder);
  const told = harness
    .get(device)
    ?.events.flatMap((event) => ('message' in event ? (event.message ?? []) : []));
  throw new HeatsoakError('LAUNCH_LOGLESS', `${device} left no log: ${told?.at(-1) ?? 'nobody says why'}`, {
    where: device,
  });
}
