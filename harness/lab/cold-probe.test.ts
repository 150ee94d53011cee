import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { coldProbe } from './cold-probe.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-cold-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the fastest time is kept, per kind of work', async () => {
  const probe = coldProbe(folder, 'work 1');
  expect(await probe.read()).toBeNull();
  for (const duration of [120, 100, 140]) await probe.keep(duration);
  expect(await coldProbe(folder, 'work 1').read()).toBe(100);
  expect(await coldProbe(folder, 'work 2').read()).toBeNull();
});

test('a damaged file counts as none', async () => {
  await writeFile(join(folder, 'cold-probe.json'), '[{"host":');
  const probe = coldProbe(folder, 'work 1');
  expect(await probe.read()).toBeNull();
  await probe.keep(50);
  expect(await probe.read()).toBe(50);
});
