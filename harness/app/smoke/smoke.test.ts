import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JournalBody, JournalEvent } from '../../experiment/journal-event.ts';
import { type ExaminedRig, examinedRig } from '../../preflight/examined-rig.fixture.ts';
import { makeDemoBuilds } from '../demo-builds.ts';
import { type Smoke, smoke } from './smoke.ts';
import { smokeSteps } from './smoke-steps.ts';
import { withoutNames } from './write-recording.ts';

let rig: ExaminedRig;
let cache = '';
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'heatsoak-smoke-cache-'));
});
afterAll(() => rm(cache, { recursive: true, force: true }));
beforeEach(async () => {
  rig = await examinedRig();
});
afterEach(() => rig.close());

const OURS = 'com.acme.WebDriverAgentRunner.xctrunner';

/** Of the rig's phone as an iPhone of devices.json. */
async function smoked(over: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Smoke> {
  const root = rig.folder;
  const folders = { cache, leases: join(root, 'leases') };
  const { candidate } = await makeDemoBuilds(root, folders.cache, {});
  const { udid, os, model } = rig.expected;
  const phone = {
    kind: 'iphone',
    id: 'janes-phone',
    name: 'iPhone',
    udid,
    os,
    model,
    chip: 'A18 Pro',
    ...over,
  };
  const devices = join(root, 'devices.json');
  await writeFile(devices, JSON.stringify({ devices: [phone] }));
  return smoke(
    { device: 'janes-phone', devices, build: candidate, out: join(root, 'runs') },
    { folders, signal },
  );
}

test.each([
  ['no id', {}],
  ['the id of another', { webDriverAgentBundleId: 'com.other.WebDriverAgentRunner' }],
  ['the id in other letters', { webDriverAgentBundleId: OURS.toLowerCase() }],
])('a phone keeps its WebDriverAgent when devices.json names %s', async (_, over) => {
  rig.phone.condition.runners = [OURS];
  const tried = await smoked(over);
  expect(tried).toMatchObject({ works: false, fault: { code: 'PHONE_UNFIT' } });
  expect(tried.fault?.message).toContain('wda.installed');
  expect(rig.phone.condition.runners).toEqual([OURS]);
  expect(rig.phone.commands.map(({ command }) => command)).not.toContain('Uninstall');
});

test('a phone that is not fit is recorded all the same, and what is written down names neither it nor this host', async () => {
  rig.phone.condition.developerMode = false;
  const { steps, recorded, run } = await smoked({ webDriverAgentUrl: rig.phone.webDriverAgentUrl });
  expect(steps.map(({ outcome }) => outcome)).toEqual([
    'failed',
    ...Array.from({ length: 6 }, () => 'not reached'),
    'worked',
  ]);
  expect(run).not.toBeNull();
  const files = await readdir(recorded ?? '');
  expect(files.sort()).toEqual(['exchanges.json', 'smoke.json']);
  const text = (await Promise.all(files.map((name) => readFile(join(recorded ?? '', name), 'utf8')))).join();
  for (const name of [rig.phone.udid, rig.folder, 'janes-phone']) expect(text).not.toContain(name);
  expect(text).toContain('"DeveloperModeStatus": false');
});

test('a try that is interrupted says so, and not that the phone does not work', async () => {
  const url = { webDriverAgentUrl: rig.phone.webDriverAgentUrl };
  const tried = await smoked(url, AbortSignal.abort(new Error('Ctrl-C')));
  expect(tried).toMatchObject({ works: false, fault: { code: 'SMOKE_INTERRUPTED', kind: 'interrupted' } });
});

test('an iPhone without an app is refused before anything is asked of it', async () => {
  const devices = join(rig.folder, 'devices.json');
  const { udid, os, model } = rig.expected;
  const phone = { kind: 'iphone', id: 'janes-phone', name: 'x', udid, os, model, chip: 'A18 Pro' };
  await writeFile(devices, JSON.stringify({ devices: [phone] }));
  const folders = { cache, leases: join(rig.folder, 'leases') };
  await expect(smoke({ device: 'janes-phone', devices }, { folders })).rejects.toMatchObject({
    code: 'USAGE',
  });
  expect(rig.phone.commands).toEqual([]);
});

test('udids and the home of this user are taken out of sentences', () => {
  const said = `installApp on phone ${rig.phone.udid}: cannot read ${homedir()}/app.ipa of jane, jane-2`;
  expect(withoutNames(said, 'jane')).toBe(
    'installApp on phone 00008140…5F67: cannot read ~/app.ipa of the phone, jane-2',
  );
});

const at = (body: JournalBody, t = 1): JournalEvent => ({ v: 1, seq: 0, t, ...body }) as JournalEvent;
const command = (name: string, ok: boolean): JournalEvent =>
  at({ type: 'harness.command', command: name, launch: null, durationMs: 1500, ok });

test('a step behind the first that failed was not reached, whatever the journal holds of it', () => {
  const steps = smokeSteps([
    at({ type: 'harness.doctor', checks: [], durationMs: 900 }),
    command('session', false),
    command('launchApp', true),
  ]);
  expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    ...['examine worked', 'session failed', 'install not reached', 'push not reached'],
    ...['launch not reached', 'measure not reached', 'collect not reached'],
  ]);
});

test('a session that was opened at the second try worked', () => {
  const steps = smokeSteps([
    at({ type: 'harness.doctor', checks: [], durationMs: 900 }),
    ...[command('session', false), command('session', true)],
  ]);
  expect(steps[1]).toMatchObject({ outcome: 'worked', seconds: 1.5 });
});
