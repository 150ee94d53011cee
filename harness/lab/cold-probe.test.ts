import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { coldProbe } from './cold-probe.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-cold-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('of few times the fastest is the cold one, per kind of work', async () => {
  const probe = coldProbe(folder, 'work 1');
  expect(await probe.read()).toBeNull();
  for (const duration of [120, 100, 140]) await probe.keep(duration);
  expect(await coldProbe(folder, 'work 1').read()).toBe(100);
  expect(await coldProbe(folder, 'work 2').read()).toBeNull();
});

test('one lucky reading does not make the host busy for good', async () => {
  const probe = coldProbe(folder, 'work 1');
  await probe.keep(60);
  for (let i = 0; i < 12; i++) await probe.keep(100 + i);
  expect(await probe.read()).toBe(100);
});

test('a host that became slower is cold again after its last fifty times', async () => {
  const probe = coldProbe(folder, 'work 1');
  for (let i = 0; i < 20; i++) await probe.keep(100);
  for (let i = 0; i < 50; i++) await probe.keep(130);
  expect(await probe.read()).toBe(130);
});

test('the time that an early version kept counts as one', async () => {
  const probe = coldProbe(folder, 'work 1');
  await probe.keep(100);
  const path = join(folder, 'cold-probe.json');
  const [{ host }] = JSON.parse(await readFile(path, 'utf8')) as [{ host: string }];
  await writeFile(path, JSON.stringify([{ host, coldUs: 80 }]));
  expect(await probe.read()).toBe(80);
});

test('a damaged file counts as missing', async () => {
  await writeFile(join(folder, 'cold-probe.json'), '[{"host":');
  const probe = coldProbe(folder, 'work 1');
  expect(await probe.read()).toBeNull();
  await probe.keep(50);
  expect(await probe.read()).toBe(50);
});
