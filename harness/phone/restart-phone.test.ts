import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { restartPhone } from './restart-phone.ts';

let root = '';
let phone: VirtualPhone;
let registry: TunnelRegistry;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-restart-'));
  phone = await startVirtualPhone({
    ...{ udid: 'RESTART', name: 'Restart', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
  });
  registry = await startTunnelRegistry([phone], join(root, 'state'));
});
afterEach(async () => {
  await registry.close();
  await phone.close();
  await rm(root, { recursive: true, force: true });
});

const restart = (over = {}) =>
  restartPhone({
    ...{ udid: 'RESTART', registryPort: registry.port, goingDownMs: 0, backLimitSeconds: 0 },
    signal: new AbortController().signal,
    ...over,
  });

test('a phone that comes back with its developer image has been restarted', async () => {
  let restarts = 0;
  phone.condition.onRestart = () => {
    restarts += 1;
  };
  expect(await restart()).toBe(true);
  expect(restarts).toBe(1);
});

test('one that comes back without it, or not at all, has not come back by itself', async () => {
  phone.condition.onRestart = () => {
    phone.condition.imageMounted = false;
  };
  expect(await restart()).toBe(false);
  phone.condition.onRestart = () => {
    phone.condition.connectionType = null;
  };
  expect(await restart()).toBe(false);
});
