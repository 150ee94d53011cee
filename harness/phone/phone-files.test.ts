import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VirtualPhone } from '../virtual-phone/phone-server.ts';
import type { TunnelRegistry } from '../virtual-phone/registry.ts';
import { openPhoneFiles } from './open-phone.ts';
import { tunnelledPhone } from './tunnelled-phone.fixture.ts';

const bundleId = 'dev.heatsoak.files';
let root = '';
let phone: VirtualPhone;
let registry: TunnelRegistry;
let close = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ root, phone, registry, close } = await tunnelledPhone('FILES'));
  await phone.preinstall({ bundleId, version: '1', name: 'Files', plantedEffects: {} });
});
afterEach(() => close());

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
