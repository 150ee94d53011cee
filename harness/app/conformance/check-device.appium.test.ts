import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../demo-builds.ts';
import { checkDevice } from './check-device.ts';

/** A run and a dozen launches through Appium: half a minute on an idle machine, minutes on a busy one. */
const LIMIT_MS = 600_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-conformance-phone-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the agent of an app is measured once on its phone, killed twice, and refuses what it must: no rule is broken', {
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
  expect(found.launches).toEqual(
    expect.arrayContaining([
      'phone/short-b0-p0-candidate',
      'killed-in-its-third-trial',
      'refuses-unknown-field',
    ]),
  );
  const kept = found.rules.filter(({ outcome }) => outcome === 'kept').map(({ id }) => id);
  expect(kept).toEqual(
    expect.arrayContaining([
      ...['planned-work', 'model-digest', 'times-agree', 'memory-limit', 'killed-at-any-moment'],
      ...['refuses-unknown-version', 'refuses-missing-model', 'refuses-another-model', 'bad-plan'],
    ]),
  );
});
