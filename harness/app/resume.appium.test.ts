import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { spawnModule } from '../modules/spawn-module.ts';
import { readRun } from '../store/run-folder.ts';
import { derive } from './derive.ts';
import { launchFixture, manifestFixture } from './manifest.fixture.ts';
import { resume } from './resume.ts';
import { verify } from './verify.ts';
import { performOn, virtualBuild, virtualPhone } from './virtual-run.fixture.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-resume-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const roles = ['baseline', 'candidate', 'candidate'] as const;
const ids = roles.map((_, position) => `l${position}`);
/** A busy host takes twenty seconds for a launch; seven are measured here. */
const LIMIT_MS = 400_000;

async function planned(run: string) {
  const build = await virtualBuild(root, 'app');
  const launches = roles.map((role, position) => launchFixture(`l${position}`, { role, position }));
  return {
    ...manifestFixture(build, launches),
    run,
    builds: [{ ...build, role: 'baseline' as const }, build],
  };
}

const journalOf = async (folder: string): Promise<readonly JournalEvent[]> =>
  readJournal(await readFile(join(folder, 'events/virtual-a16.jsonl'), 'utf8').catch(() => '')).events;
const ends = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome === 'finished' ? [event.launch] : [],
  );

/** A process of its own, so that it can be killed: nothing of it is left, not even its phones. */
async function killedAfter(launches: number, run: string): Promise<string> {
  const manifest = await planned(run);
  await writeFile(join(root, 'manifest.json'), JSON.stringify(manifest));
  const folder = join(root, 'runs', run);
  const child = spawnModule(new URL('./perform.fixture.ts', import.meta.url), [root], 'ignore');
  const exited = once(child, 'exit');
  // The next launch is under way by then, or is about to be.
  await expect
    .poll(async () => ends(await journalOf(folder)).length, { timeout: LIMIT_MS, interval: 5 })
    .toBeGreaterThanOrEqual(launches);
  child.kill('SIGKILL');
  await exited;
  return folder;
}

async function resumed(folder: string) {
  const devices = join(root, 'devices.json');
  await writeFile(devices, JSON.stringify({ devices: [virtualPhone] }));
  return resume(
    folder,
    { devices },
    { folders: { leases: join(root, 'leases'), cache: join(root, 'cache') } },
  );
}

test('a run that was killed in the middle goes on, and ends as one that was not', {
  timeout: LIMIT_MS,
}, async () => {
  const folder = await killedAfter(1, 'killed');
  const before = ends(await journalOf(folder));
  expect(before.length).toBeLessThan(roles.length);
  expect((await derive(folder)).verdict.verdict).toBe('INVALID');
  expect((await verify(folder)).state).toBe('open');
  const kept = await readFile(join(folder, 'events/virtual-a16/l0.jsonl'), 'utf8');

  expect(await resumed(folder)).toMatchObject({ id: 'killed', unfinished: [], interrupted: false });

  const whole = await performOn(virtualPhone, await planned('whole'), root);
  const [one, other] = [await derive(folder), await derive(whole.path)];
  expect(ends(await journalOf(folder))).toEqual(ids);
  expect(await verify(folder)).toMatchObject({ state: 'intact', findings: [], seal: { renewed: 0 } });
  expect(await readFile(join(folder, 'events/virtual-a16/l0.jsonl'), 'utf8')).toBe(kept);
  expect(one.verdict.verdict).toBe(other.verdict.verdict);
  expect(one.measurement.caveats).toEqual(other.measurement.caveats);
  expect(one.measurement.launches.map(({ status }) => status)).toEqual(roles.map(() => 'complete'));
  const log = readJournal(await readFile(join(folder, 'events/virtual-a16.jsonl'), 'utf8'));
  expect(log.gaps).toEqual([]);
  const times = log.events.map(({ t }) => t);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  // Nothing is left to do, and nothing is done.
  const size = log.events.length;
  await resumed(folder);
  expect(await journalOf(folder)).toHaveLength(size);
  expect((await readRun(folder)).launches.size).toBe(ids.length);
  expect(await readdir(join(root, 'leases')).catch(() => [])).toEqual([]);
});
