import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startVirtualPhone } from './phone-server.ts';

test('an app that cannot be launched is an answer with the reason, not a connection that breaks', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-wda-'));
  const phone = await startVirtualPhone({
    udid: 'WDA',
    name: 'WDA',
    productType: 'iPhone15,4',
    osVersion: '26.1',
    osBuild: '23B85',
    root,
    launchApp: () => {
      throw new Error('no effect "slower"');
    },
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
  });
  await phone.preinstall({ bundleId: 'dev.heatsoak.wda', version: '1', name: 'WDA', plantedEffects: {} });
  const response = await fetch(`${phone.webDriverAgentUrl}/session/x/wda/apps/launch`, {
    method: 'POST',
    body: JSON.stringify({ bundleId: 'dev.heatsoak.wda' }),
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ value: { message: 'no effect "slower"' } });
  await phone.close();
  await rm(root, { recursive: true, force: true });
});
