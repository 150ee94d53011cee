import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { openPhoneFiles } from './open-phone.ts';

const bundleId = 'dev.heatsoak.files';
let root = '';
let phone: VirtualPhone;
let registry: TunnelRegistry;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-phone-files-'));
  phone = await startVirtualPhone({
    ...{ udid: 'FILES', name: 'Files', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
  });
  await phone.preinstall({ bundleId, version: '1', name: 'Files', plantedEffects: {} });
  registry = await startTunnelRegistry([phone], join(root, 'state'));
});
afterEach(async () => {
  await registry.close();
  await phone.close();
  await rm(root, { recursive: true, force: true });
});

const launches = (): string => join(root, 'phone/containers', bundleId, 'Documents/heatsoak');
const commands: string[] = [];
const open = () =>
  openPhoneFiles({
    ...{ registryPort: registry.port, udid: phone.udid },
    onCommand: (command) => commands.push(command),
  });

test('what an agent left is read through the tunnel alone: no session is opened', async () => {
  const files = await open();
  await files.writePlan(bundleId, 'run.l0', '{}');
  expect(await files.readStatus(bundleId, 'run.l0')).toBeNull();
  await writeFile(join(launches(), 'run.l0/status.json'), 'said');
  await writeFile(join(launches(), 'run.l0/events.jsonl'), 'logged');
  expect(await files.readStatus(bundleId, 'run.l0')).toBe('said');
  expect(String(await files.readEvents(bundleId, 'run.l0'))).toBe('logged');
  expect(phone.commands.filter(({ service }) => service === 'webdriveragent')).toEqual([]);
  expect(commands).toEqual(['writePlan', 'readStatus', 'readStatus', 'readEvents']);
});

test('launches that were fetched are removed, those of another run are not, and what is gone is no error', async () => {
  const files = await open();
  for (const name of ['a.l0', 'a.l1', 'b.l0']) await files.writePlan(bundleId, name, '{}');
  await files.removeLaunches(bundleId, ['a.l0', 'a.l1', 'a.l2']);
  expect(await readdir(launches())).toEqual(['b.l0']);
});

test('a phone without a tunnel is said to be without one', async () => {
  phone.condition.connectionType = null;
  await expect((await open()).readStatus(bundleId, 'run.l0')).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
});
