import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { sha256OfFile } from '../files/digest.ts';
import type { Leases } from '../lab/leases.ts';
import { openRunFolder, readRun } from '../store/run-folder.ts';
import { withRunFolder } from './hold-leases.ts';
import { continueRun, performRun, type RunPorts } from './run.ts';
import { type ScriptedPhone, scriptedPhone } from './scripted-phone.fixture.ts';

// Any file that is there: it is hashed before it is installed.
const file = { path: import.meta.filename, ...(await sha256OfFile(import.meta.filename)) };
const base = manifestFixture(buildFixture(file, file), [launchFixture('l0'), launchFixture('l1')]);
const sessions = ['one', 'two'].flatMap((id) =>
  base.sessions.map((session) => ({ ...session, device: { ...session.device, id, udid: `udid-of-${id}` } })),
);
const manifest: Manifest = { ...base, sessions };

let root = '';
let story: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-runs-'));
  story = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const leases = (busy?: string): Leases => ({
  async take({ device }) {
    if (device === busy) throw new HeatsoakError('DEVICE_LEASED', `${device} is busy`);
    story.push(`take ${device}`);
    return { release: async () => void story.push(`release ${device}`) };
  },
});

function ports(phones: Readonly<Record<string, ScriptedPhone>>, kept: Leases = leases()): RunPorts {
  return {
    leases: kept,
    cooldown: { batteryCelsius: 32, limitSeconds: 60 },
    async openLab() {
      story.push('open');
      return {
        slots: sessions.map(({ device }) => ({
          device,
          wait: async () => undefined,
          isBack: async () => false,
          open: async () => phones[device.id] ?? scriptedPhone(),
        })),
        close: async () => void story.push('close'),
      };
    },
    progress: () => undefined,
    signal: new AbortController().signal,
  };
}

test('a busy phone is said before anything is written, and no other phone stays held', async () => {
  const refused = performRun({ manifest, root, ...ports({}, leases('udid-of-two')) });
  await expect(refused).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
  expect(story).toEqual(['take udid-of-one', 'release udid-of-one']);
  expect(await readdir(root)).toEqual([]);
});

test('phones are held while they are used, and not before', async () => {
  await performRun({ manifest, root, ...ports({}) });
  const both = (word: string): string[] => [`${word} udid-of-one`, `${word} udid-of-two`];
  const asked = [...both('take'), ...both('release')];
  expect(story).toEqual([...asked, ...both('take'), 'open', 'close', ...both('release')]);
});

test('of a run that lost one phone only that phone is taken again; of one that is complete none', async () => {
  const broken = scriptedPhone((command) => {
    if (command === 'install') throw new HeatsoakError('INSTALL_REFUSED', 'no');
  });
  const { path } = await performRun({ manifest, root, ...ports({ two: broken }) });
  story = [];
  const again = { manifest, folder: openRunFolder(path) };
  const [one, two] = [scriptedPhone(), scriptedPhone()];
  await continueRun({ ...again, ...ports({ one, two }) });
  const held = ['take udid-of-two', 'open', 'close', 'release udid-of-two'];
  expect(story).toEqual(['take udid-of-two', 'release udid-of-two', ...held]);
  expect([one.launched, two.launched]).toEqual([[], ['l0', 'l1']]);
  story = [];
  await continueRun({ ...again, ...ports({}) });
  expect(story).toEqual([]);
});

test('a run that another process measures is not gone on with, and is free when that process has ended', async () => {
  const { path } = await performRun({ manifest, root, ...ports({}) });
  expect(await readdir(path)).not.toContain('run.lease.json');
  const again = { manifest, folder: openRunFolder(path), ...ports({}) };
  await withRunFolder(path, manifest.run, async () => {
    await expect(continueRun(again)).rejects.toMatchObject({ code: 'RUN_BUSY', where: path });
  });
  await continueRun(again);
});

test('of a run that is gone on with, too, a busy phone is said before the reference', async () => {
  const { path } = await performRun({
    ...{ manifest, root },
    ...ports({ two: scriptedPhone((command) => Promise.reject(new Error(command))) }),
  });
  const device = { ...sessions[0]?.device, id: 'host', udid: null } as Manifest['sessions'][number]['device'];
  const reference = { device, launches: [launchFixture('reference-a')] };
  const resumed = { ...{ manifest: { ...manifest, reference }, folder: openRunFolder(path) } };
  const refused = continueRun({ ...resumed, ...ports({}, leases('udid-of-two')) });
  await expect(refused).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
  expect(await readdir(path)).not.toContain('reference');
});

test('each journal begins with what the manifest holds, and a run that ended is sealed', async () => {
  const { path } = await performRun({ manifest, root, ...ports({}) });
  const { harness, sealing } = await readRun(path);
  for (const { events } of harness.values()) expect(events[0]?.type).toBe('harness.manifest');
  const ended = harness
    .get('one')
    ?.events.find((event) => 'outcome' in event && event.outcome === 'finished');
  expect(ended).toMatchObject({ launch: 'l0', log: { sizeBytes: expect.any(Number) } });
  expect(sealing).toEqual({ state: 'sealed', findings: [] });
});

test('a run that lost a phone, or was stopped before it measured, is sealed; gone on with, it is sealed anew', async () => {
  const broken = scriptedPhone((command) => Promise.reject(new Error(command)));
  const { path } = await performRun({ manifest, root, ...ports({ two: broken }) });
  const seals = async () => JSON.parse(await readFile(`${path}/seal.json`, 'utf8')) as { renewed: number };
  expect((await readRun(path)).sealing).toEqual({ state: 'sealed', findings: [] });
  expect((await seals()).renewed).toBe(0);
  const refused = { ...ports({}), openLab: () => Promise.reject(new Error('no server')) };
  await expect(continueRun({ manifest, folder: openRunFolder(path), ...refused })).rejects.toThrow(
    'no server',
  );
  expect((await readRun(path)).sealing).toEqual({ state: 'sealed', findings: [] });
  await continueRun({ manifest, folder: openRunFolder(path), ...ports({}) });
  expect((await readRun(path)).sealing).toEqual({ state: 'sealed', findings: [] });
  expect((await seals()).renewed).toBe(1);
});

test('a run that cannot be sealed ends all the same, and says so', async () => {
  const said: string[] = [];
  const { openLab, ...others } = ports({});
  const { path } = await performRun({
    ...{ manifest, root, ...others },
    progress: ({ message }) => void said.push(message),
    async openLab(folder) {
      await rm(`${folder}/seal.json`);
      await mkdir(`${folder}/seal.json/in-the-way`, { recursive: true });
      return openLab(folder);
    },
  });
  expect(said.at(-1)).toMatch(/^not sealed: cannot write .*seal\.json/);
  expect((await readRun(path)).launches.size).toBe(4);
});

test('a lab that cannot be taken down loses nothing: the run ends, is sealed, and says so', async () => {
  const said: string[] = [];
  const { openLab, ...others } = ports({});
  const { path } = await performRun({
    ...{ manifest, root, ...others },
    progress: ({ message }) => void said.push(message),
    openLab: async (folder) => ({
      ...(await openLab(folder)),
      close: () => Promise.reject(new Error('busy')),
    }),
  });
  expect(said.at(-1)).toBe('the lab was not taken down: busy');
  expect((await readRun(path)).sealing).toEqual({ state: 'sealed', findings: [] });
});
