import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../demo-builds.ts';
import { checkDevice } from './check-device.ts';

/** A run of one launch through Appium: seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 300_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-conformance-phone-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the agent of an app is launched once on its phone, and its log breaks no rule', {
  timeout: LIMIT_MS,
}, async () => {
  const folders = { cache: join(root, 'cache'), leases: join(root, 'leases') };
  const { candidate } = await makeDemoBuilds(root, folders.cache);
  const [devices, suite] = [join(root, 'devices.json'), join(root, 'short.json')];
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile: 'A19 Pro', os: '26.1' };
  await writeFile(devices, JSON.stringify({ devices: [phone] }));
  const cases = [{ id: 'a', prompt: { kind: 'chat', text: 'Name three rivers.' }, generateTokens: 8 }];
  await writeFile(suite, JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }));
  const found = await checkDevice(
    { device: 'phone', devices, build: candidate, suite, keep: root },
    { folders },
  );
  expect(found.rules.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  expect(found.launches).toHaveLength(1);
  const kept = found.rules.filter(({ outcome }) => outcome === 'kept').map(({ id }) => id);
  expect(kept).toEqual(
    expect.arrayContaining(['planned-work', 'model-digest', 'times-agree', 'memory-limit']),
  );
});
