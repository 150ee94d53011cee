import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Smoke, smoke } from './smoke.ts';

/** A run of one launch through Appium: seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 300_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-smoke-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function smoked(name: string, phone: Readonly<Record<string, unknown>>): Promise<Smoke> {
  const devices = join(root, `${name}.json`);
  await writeFile(devices, JSON.stringify({ devices: [{ id: 'phone', ...phone }] }));
  const folders = { cache: join(root, 'cache'), leases: join(root, 'leases') };
  return smoke({ device: 'phone', devices, out: join(root, name) }, { folders });
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
