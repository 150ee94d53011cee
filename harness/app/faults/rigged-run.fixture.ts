import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { Manifest } from '../../experiment/manifest.ts';
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
import { virtualBuild, virtualPhone } from '../virtual-run.fixture.ts';

const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
export const launchIds = roles.map((_, position) => `l${position}`);

/** Phones that are alike, by these ids. */
export const phonesNamed = (ids: readonly string[]): Device[] =>
  ids.map((id) => ({ ...virtualPhone, id, name: `Virtual iPhone ${id}` }));

/** One block of two builds on each phone. The candidate is the same app, unless something is planted in it. */
export async function riggedPlan(
  root: string,
  run: string,
  ids: readonly string[],
  planted?: Readonly<Record<string, unknown>>,
): Promise<Manifest> {
  const build = await virtualBuild(root, 'app');
  const candidate = planted ? await virtualBuild(root, run, planted) : build;
  const launches = roles.map((role, position) => launchFixture(`l${position}`, { role, position }));
  const sessions = phonesNamed(ids).map(({ id, name }) => ({
    ...{ device: { ...phoneFixture(id), name }, launches },
  }));
  return {
    ...manifestFixture(build, launches),
    ...{ run, sessions, builds: [{ ...build, role: 'baseline' as const }, candidate] },
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
    leases: fileLeases(join(root, 'leases')),
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
