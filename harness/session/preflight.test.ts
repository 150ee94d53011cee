import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { sha256OfFile } from '../files/digest.ts';
import type { Examined } from '../lab/doctor/check.ts';
import { openRunFolder } from '../store/run-folder.ts';
import type { ProgressStep } from './progress.ts';
import { continueRun, performRun, type RunPorts } from './run.ts';
import { scriptedPhone } from './scripted-phone.fixture.ts';

const file = { path: import.meta.filename, ...(await sha256OfFile(import.meta.filename)) };
const manifest = manifestFixture(buildFixture(file, file), [launchFixture('l0')]);
const session = manifest.sessions[0];
const device = session?.device.id ?? '';

let root = '';
let opened = 0;
let said: ProgressStep[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-preflight-'));
  opened = 0;
  said = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const finding = (change: Partial<Examined>): Examined => ({
  ...{ check: 'phone.devmode', device, found: 'bad', severity: 'block' },
  ...{ says: 'it is off', mend: 'switch it on' },
  ...change,
});

const ports = (found: readonly Examined[]): RunPorts => ({
  leases: { take: async () => ({ release: async () => undefined }) },
  cooldown: { batteryCelsius: 32, limitSeconds: 60 },
  examine: async () => found,
  async openLab() {
    opened += 1;
    const slots = manifest.sessions.map((planned) => ({
      device: planned.device,
      wait: async () => undefined,
      isBack: async () => true,
      open: async () => scriptedPhone(),
    }));
    return { slots, close: async () => undefined };
  },
  progress: (step) => said.push(step),
  signal: new AbortController().signal,
});

const journal = async (): Promise<Record<string, unknown>[]> => {
  const text = await readFile(join(root, manifest.run, 'events', `${device}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

test.each([
  ['a phone', finding({}), 'PHONE_UNFIT', 'device'],
  ['this host', finding({ check: 'tunnel.registry', device: null }), 'HOST_UNFIT', 'host'],
  ['an app', finding({ check: 'app.ipa' }), 'APP_UNFIT', 'install'],
])('what %s must not have ends the run before anything is measured', async (_, found, code, kind) => {
  await expect(performRun({ manifest, root, ...ports([found]) })).rejects.toMatchObject({
    ...{ code, kind },
    message: expect.stringContaining('it is off'),
    hint: expect.stringContaining('switch it on'),
  });
  expect(opened).toBe(0);
  expect((await journal()).map(({ type }) => type)).toEqual(['harness.manifest', 'harness.doctor']);
});

test('what only warns is said and kept, and the run goes on', async () => {
  const found = finding({ check: 'phone.power', severity: 'warn', says: '35 %', mend: 'charge it' });
  await performRun({ manifest, root, ...ports([found, finding({ found: 'good', mend: null })]) });
  expect(opened).toBe(1);
  expect(said[0]?.message).toBe('phone.power: 35 %; next: charge it');
  expect(await journal()).toContainEqual(
    expect.objectContaining({
      type: 'harness.doctor',
      checks: [expect.objectContaining({ says: '35 %' }), expect.objectContaining({ found: 'good' })],
    }),
  );
});

test('a question without an answer is said, and stops nothing', async () => {
  await performRun({
    ...{ manifest, root },
    ...ports([finding({ found: 'unknown', reason: 'unanswered', says: 'silent' })]),
  });
  expect(opened).toBe(1);
  expect(said[0]?.message).toContain('phone.devmode: silent');
});

test('a phone on which an agent may be measuring still is not asked', async () => {
  await performRun({ manifest, root, ...ports([]) });
  const folder = openRunFolder(join(root, manifest.run));
  const begun = await folder.openJournal(device, () => 0);
  const started = { type: 'harness.launch', launch: 'l0', outcome: 'started', message: null } as const;
  await begun.append(started);
  await begun.close();
  const unasked = {
    ...ports([]),
    async examine(): Promise<Examined[]> {
      throw new Error('it was asked');
    },
  };
  await continueRun({ manifest, folder, ...unasked });
});

test('a phone that is not required stops no run', async () => {
  const optional = manifest.sessions.map((planned) => ({
    ...planned,
    device: { ...planned.device, required: false as const },
  }));
  await performRun({ manifest: { ...manifest, sessions: optional }, root, ...ports([finding({})]) });
  expect(opened).toBe(1);
  expect(said[0]?.message).toContain('it is off');
});

test('where so many phones are enough, one that is unfit stops no run as long as they are there', async () => {
  const [own] = manifest.sessions;
  if (!own) throw new Error('the manifest has a session');
  const beside = { ...own, device: { ...own.device, id: 'beside' } };
  const two = { ...manifest, sessions: [own, beside] };
  const begin = (run: string, atLeast: number) =>
    performRun({
      ...{ manifest: { ...two, run, atLeast }, root },
      ...ports([finding({})]),
      openLab: async () => {
        opened += 1;
        throw new Error('enough is known');
      },
    });
  await expect(begin('both', 2)).rejects.toMatchObject({ code: 'PHONE_UNFIT' });
  await expect(begin('one', 1)).rejects.toThrow('enough is known');
});
