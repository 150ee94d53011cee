import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isForward } from '../../experiment/build-plan.ts';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { Manifest, PlannedBuild, PlannedLaunch } from '../../experiment/manifest.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { readJournal } from '../../experiment/read-journal.ts';
import type { Derived } from '../../judge/derive.ts';
import type { Device } from '../../lab/devices-file.ts';
import { fileLeases } from '../../lab/file-leases.ts';
import { type ObservedLab, openLab } from '../../session/open-lab.ts';
import type { ProgressStep } from '../../session/progress.ts';
import { performRun } from '../../session/run.ts';
import type { PlannedFault } from '../../virtual-phone/rig/planned-fault.ts';
import { type RiggedPhone, rigPhone } from '../../virtual-phone/rig/rigged-phone.ts';
import { derive } from '../derive.ts';
import { launchFixture, manifestFixture } from '../manifest.fixture.ts';
import { resume } from '../resume.ts';
import { virtualBuild, virtualPhone } from '../virtual-run.fixture.ts';

const forward = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
const backward = ['candidate', 'baseline', 'baseline', 'candidate'] as const;

const launchesOf = (blocks: number): PlannedLaunch[] =>
  Array.from({ length: blocks }, (_, block) =>
    (isForward(block) ? forward : backward).map((role, position) =>
      launchFixture(`l${4 * block + position}`, { role, block, position }),
    ),
  ).flat();

/** Of a plan of one block. */
export const launchIds = launchesOf(1).map(({ id }) => id);

/** Phones that are alike, by these ids. */
export const phonesNamed = (ids: readonly string[]): Device[] =>
  ids.map((id) => ({ ...virtualPhone, id, name: `Virtual iPhone ${id}` }));

const apps = new Map<string, Promise<PlannedBuild>>();

/** The app of all runs below a folder, written once: runs side by side read it. */
function appIn(root: string): Promise<PlannedBuild> {
  const app = apps.get(root) ?? virtualBuild(root, 'app');
  apps.set(root, app);
  return app;
}

/** Blocks of two builds on each phone, one if not said otherwise. The candidate is the same app, unless something is planted in it. */
export async function riggedPlan(
  root: string,
  run: string,
  ids: readonly string[],
  planted?: Readonly<Record<string, unknown>>,
  blocks = 1,
): Promise<Manifest> {
  const build = await appIn(root);
  const candidate = planted ? await virtualBuild(root, run, planted) : build;
  const launches = launchesOf(blocks);
  const sessions = phonesNamed(ids).map(({ id, name }) => ({
    ...{ device: { ...phoneFixture(id), name }, launches },
  }));
  return {
    ...manifestFixture(build, launches),
    ...{ run, sessions, blocks, builds: [{ ...build, role: 'baseline' as const }, candidate] },
    gate: [{ metric: 'decode_rate', marginPercent: 5 }],
  };
}

/** What became of a run whose phones failed as planned. */
export interface RiggedRun {
  readonly folder: string;
  readonly derived: Derived;
  /** Faults that have begun, by phone. */
  readonly begun: ReadonlyMap<string, readonly PlannedFault[]>;
  readonly steps: readonly ProgressStep[];
  readonly seconds: number;
}

/** What goes wrong, by phone. */
export type Scripts = Readonly<Record<string, readonly PlannedFault[]>>;

/** Performs the plan through the real Appium server and the unmodified driver. */
export async function riggedRun(root: string, manifest: Manifest, scripts: Scripts): Promise<RiggedRun> {
  const devices = phonesNamed(manifest.sessions.map(({ device }) => device.id));
  const steps: ProgressStep[] = [];
  const rigged = new Map<string, RiggedPhone>();
  let lab: ObservedLab | null = null;
  const startedAt = performance.now();
  const { signal } = new AbortController();
  const { path } = await performRun({
    manifest,
    signal,
    root: join(root, 'runs'),
    // Phones of two runs that go on side by side may have one name; they are not one phone.
    leases: fileLeases(join(root, 'leases', manifest.run)),
    cooldown: { batteryCelsius: 32, limitSeconds: 900 },
    openLab: async (folder) => {
      lab = await openLab(manifest, devices, signal, folder, async (id, phone) => {
        const script = scripts[id];
        if (!script) return phone;
        const one = await rigPhone(phone, script, { endAppium: () => lab?.endAppium() });
        rigged.set(id, one);
        return one;
      });
      return lab;
    },
    progress(step) {
      steps.push(step);
      rigged.get(step.device)?.onStep(step.message);
    },
  });
  return {
    folder: path,
    derived: await derive(path),
    begun: new Map([...rigged].map(([id, phone]) => [id, phone.begun])),
    steps,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

export async function journalOf(folder: string, device: string): Promise<readonly JournalEvent[]> {
  return readJournal(await readFile(join(folder, `events/${device}.jsonl`), 'utf8')).events;
}

/** Goes on with a run whose phones somebody has mended, until nothing of it is left to be measured. */
export async function resumedRun(root: string, folder: string, ids: readonly string[]): Promise<Derived> {
  const devices = join(folder, 'devices.json');
  await writeFile(devices, JSON.stringify({ devices: phonesNamed(ids) }));
  const folders = { leases: join(root, 'leases', basename(folder)), cache: join(root, 'cache') };
  const { unfinished } = await resume(folder, { devices }, { folders });
  if (unfinished.length > 0) throw new Error(`still unfinished: ${unfinished.join(', ')}`);
  return derive(folder);
}
