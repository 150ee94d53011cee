import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { buildFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import { devicesFile } from '../lab/devices-file.ts';
import { startTunnelRegistry } from '../virtual-phone/registry.ts';
import { openLab, waitFor } from './open-lab.ts';

test('a phone with an Appium server of its own is driven through it, and no other is started', async () => {
  const asked: string[] = [];
  const farm = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.writeHead(500).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => farm.once('listening', resolve));
  const appiumUrl = `http://127.0.0.1:${(farm.address() as AddressInfo).port}/farm`;
  const webDriverAgentUrl = 'http://127.0.0.1:9';
  const { devices } = devicesFile.parse({ devices: [{ ...phone, appiumUrl, webDriverAgentUrl }] });
  const logs = await scratchFolder('lab-logs');
  const host = await scratchFolder('lab-host');
  vi.stubEnv('XDG_DATA_HOME', host.path);
  vi.stubEnv('HOME', host.path);
  await startTunnelRegistry([], host.path).then((registry) => registry.close());
  const lab = await openLab(
    manifestFixture(buildFixture(file, file), []),
    devices,
    new AbortController().signal,
    logs.path,
  );
  await expect(lab.slots[0]?.open(() => undefined)).rejects.toThrow();
  await lab.close();
  farm.close();
  expect(asked).toContain('/farm/session');
  expect(await readdir(logs.path)).not.toContain('appium.log');
  vi.unstubAllEnvs();
  await Promise.all([logs.remove(), host.remove()]);
});

test('an Appium server of another host is refused: the way to the phone exists on its own host alone', () => {
  const elsewhere = devicesFile.safeParse({ devices: [{ ...phone, appiumUrl: 'http://farm.example/wd' }] });
  expect(elsewhere.error?.issues).toMatchObject([
    { path: ['devices', 0, 'appiumUrl'], message: expect.stringMatching(/^it must run on this host/) },
  ]);
});

const file = { path: 'app.ipa', sha256: '0'.repeat(64), sizeBytes: 1 };
const virtual = { kind: 'virtual', id: 'virtual-a16', name: 'Virtual', profile: 'A16', os: '26.1' };
const phone = {
  kind: 'iphone',
  id: 'virtual-a16',
  name: 'iPhone 15',
  udid: '00008120-000A1B2C3D4E5F60',
  model: 'iPhone15,4',
  chip: 'A16',
  os: '26.1',
};

test('a virtual phone with a pace lets the time of this host pass with its own', async () => {
  const { devices } = devicesFile.parse({
    devices: [
      { ...virtual, pace: 10 },
      { ...virtual, id: 'other' },
    ],
  });
  const manifest = manifestFixture(buildFixture(file, file), []);
  const sessions = devices.map(({ id }) => ({ device: phoneFixture(id), launches: [] }));
  const logs = await scratchFolder('lab-logs');
  const { signal } = new AbortController();
  const lab = await openLab({ ...manifest, sessions }, devices, signal, logs.path);
  const taken: number[] = [];
  // Twenty minutes would be two minutes of this host, had the other phone that pace too.
  for (const [slot, seconds] of [10, 1200].entries()) {
    const startedAt = performance.now();
    await lab.slots[slot]?.wait(seconds);
    taken.push((performance.now() - startedAt) / 1000);
  }
  await lab.close();
  await logs.remove();
  expect(taken[0]).toBeGreaterThanOrEqual(0.99);
  expect(taken[1]).toBeLessThan(60);
});

test('a wait that is interrupted ends with why', async () => {
  const abort = new AbortController();
  const waiting = waitFor(3600, abort.signal);
  abort.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow(/^interrupted$/);
});
