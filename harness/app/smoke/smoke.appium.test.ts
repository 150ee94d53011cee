import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExaminedRig, examinedRig } from '../../preflight/examined-rig.fixture.ts';
import { makeDemoBuilds } from '../demo-builds.ts';
import { type Smoke, smoke } from './smoke.ts';

/** A run of one launch through Appium: seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 300_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-smoke-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function smoked(
  name: string,
  phone: Readonly<Record<string, unknown>>,
  build?: string,
): Promise<Smoke> {
  const devices = join(root, `${name}.json`);
  await writeFile(devices, JSON.stringify({ devices: [{ id: 'phone', ...phone }] }));
  const folders = { cache: join(root, 'cache'), leases: join(root, 'leases') };
  return smoke({ device: 'phone', devices, build, out: join(root, name) }, { folders });
}

const virtual = { kind: 'virtual', name: 'Virtual iPhone', profile: 'A19 Pro', os: '26.1' };
const exchangesOf = async ({ recorded }: Smoke): Promise<unknown> =>
  JSON.parse(await readFile(join(recorded ?? '', 'exchanges.json'), 'utf8')).exchanges;

test('a phone that works is said to, step by step; its stand-in, which replays it, works and answers the same', {
  timeout: 2 * LIMIT_MS,
}, async () => {
  const first = await smoked('first', virtual);
  expect(first.steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(
    ['examine', 'session', 'install', 'push', 'launch', 'measure', 'collect', 'record'].map(
      (step) => `${step} worked`,
    ),
  );
  expect(first).toMatchObject({ works: true, fault: null, virtual: true });
  expect(first.steps.every(({ seconds }) => seconds !== null)).toBe(true);
  const recording = join(first.recorded ?? '', 'exchanges.json');
  const second = await smoked('second', { ...virtual, recording });
  expect(second).toMatchObject({ works: true });
  expect(await exchangesOf(second)).toEqual(await exchangesOf(first));
});

const OURS = 'com.acme.WebDriverAgentRunner.xctrunner';
test.each([
  ['no id', {}, 'PHONE_UNFIT'],
  ['the id of another', { webDriverAgentBundleId: 'com.other.WebDriverAgentRunner' }, 'PHONE_UNFIT'],
  ['the id as iOS lists it', { webDriverAgentBundleId: OURS }, 'SESSION_REFUSED'],
])(
  'a phone keeps its WebDriverAgent when devices.json names %s',
  { timeout: LIMIT_MS },
  async (name, over, code) => {
    const rig: ExaminedRig = await examinedRig();
    try {
      rig.phone.condition.runners = [OURS];
      const { candidate } = await makeDemoBuilds(root, join(root, 'cache'), {});
      const { udid, os, model } = rig.expected;
      const phone = { kind: 'iphone', name: 'iPhone', udid, os, model, chip: 'A18 Pro', ...over };
      const tried = await smoked(name.replaceAll(' ', '-'), phone, candidate);
      expect(tried).toMatchObject({ works: false, fault: { code } });
      expect(rig.phone.condition.runners).toEqual([OURS]);
      expect(rig.phone.commands.map(({ command }) => command)).not.toContain('Uninstall');
      expect(tried.recorded).not.toBeNull();
    } finally {
      await rig.close();
    }
  },
);
