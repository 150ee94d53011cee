import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodeOfRun } from '../cli/exit-code-of-run.ts';
import type { JournalEvent } from '../experiment/journal-event.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { readJournal } from '../experiment/read-journal.ts';
import type { Derived } from '../judge/derive.ts';
import type { Device } from '../lab/devices-file.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { type ObservedLab, openLab } from '../session/open-lab.ts';
import type { ProgressStep } from '../session/progress.ts';
import { performRun } from '../session/run.ts';
import type { PlannedFault } from '../virtual-phone/rig/planned-fault.ts';
import { type RiggedPhone, rigPhone } from '../virtual-phone/rig/rigged-phone.ts';
import { derive } from './derive.ts';
import { launchFixture, manifestFixture } from './manifest.fixture.ts';
import { virtualBuild, virtualPhone } from './virtual-run.fixture.ts';

const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
export const launchIds = roles.map((_, position) => `l${position}`);

/** The phone whose ways fail, and one beside it that nobody touches. */
export const phones: readonly Device[] = [
  virtualPhone,
  { ...virtualPhone, id: 'beside', name: 'Virtual iPhone beside' },
];

/** One block of two builds, on one phone or on both. The candidate is the same app, unless something is planted in it. */
export async function riggedPlan(
  root: string,
  run: string,
  devices = phones,
  planted?: Readonly<Record<string, unknown>>,
): Promise<Manifest> {
  const build = await virtualBuild(root, 'app');
  const candidate = planted ? await virtualBuild(root, run, planted) : build;
  const launches = roles.map((role, position) => launchFixture(`l${position}`, { role, position }));
  const sessions = devices.map(({ id, name }) => ({ device: { ...phoneFixture(id), name }, launches }));
  return {
    ...manifestFixture(build, launches),
    ...{ run, sessions, builds: [{ ...build, role: 'baseline' as const }, candidate] },
  };
}

/** What became of a run whose first phone failed as planned. */
export interface RiggedRun {
  readonly folder: string;
  readonly derived: Derived;
  readonly exitCode: number;
  readonly begun: readonly PlannedFault[];
  readonly steps: readonly ProgressStep[];
  readonly seconds: number;
}

/** Performs the plan through the real Appium server and the unmodified driver. */
export async function riggedRun(
  root: string,
  manifest: Manifest,
  script: readonly PlannedFault[],
): Promise<RiggedRun> {
  const devices = phones.filter(({ id }) => manifest.sessions.some(({ device }) => device.id === id));
  const steps: ProgressStep[] = [];
  let rigged: RiggedPhone | null = null;
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
        if (id !== virtualPhone.id) return phone;
        rigged = await rigPhone(phone, script, { endAppium: () => lab?.endAppium() });
        return rigged;
      });
      return lab;
    },
    progress(step) {
      steps.push(step);
      if (step.device === virtualPhone.id) rigged?.onStep(step.message);
    },
  });
  const derived = await derive(path);
  return {
    folder: path,
    derived,
    exitCode: exitCodeOfRun(derived),
    begun: (rigged as RiggedPhone | null)?.begun ?? [],
    steps,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

export async function journalOf(folder: string, device: string): Promise<readonly JournalEvent[]> {
  return readJournal(await readFile(join(folder, `events/${device}.jsonl`), 'utf8')).events;
}
