import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startVirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry } from '../virtual-phone/registry.ts';
import { osBuildOf } from './os-build-of.ts';

test('a phone says its OS build through the tunnel, and one that is not there says none', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-os-'));
  const phone = await startVirtualPhone({
    ...{ udid: 'HERE', name: 'Here', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
  });
  const registry = await startTunnelRegistry([phone], join(root, 'state'));
  try {
    expect(await osBuildOf('HERE', async () => registry.port)).toBe('23B85');
    expect(await osBuildOf('AWAY', async () => registry.port)).toBeNull();
  } finally {
    await registry.close();
    await phone.close();
    await rm(root, { recursive: true, force: true });
  }
});
