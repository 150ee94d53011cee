import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LaunchApp } from '../virtual-phone/foreground.ts';
import { openPhoneFiles } from './open-phone.ts';
import { type TunnelledPhone, tunnelledPhone } from './tunnelled-phone.fixture.ts';

const bundleId = 'dev.heatsoak.processes';
const never: LaunchApp = () => ({ stopped: new Promise(() => undefined), kill: () => undefined });
let rig: TunnelledPhone;
beforeEach(async () => {
  rig = await tunnelledPhone('PROCESSES', never);
  await rig.phone.preinstall({ bundleId, version: '1', name: 'Processes', plantedEffects: {} });
  await fetch(`${rig.phone.webDriverAgentUrl}/session/x/wda/apps/launch`, {
    ...{ method: 'POST', body: JSON.stringify({ bundleId }) },
  });
});
afterEach(() => rig.close());

const open = () =>
  openPhoneFiles({
    ...{ registryPort: rig.registry.port, udid: rig.phone.udid },
    onCommand: () => undefined,
  });

test('whether an app runs is told by Instruments, and they end it', async () => {
  const phone = await open();
  expect(await phone.isRunning(bundleId)).toBe(true);
  await phone.kill(bundleId);
  expect(await phone.isRunning(bundleId)).toBe(false);
  await phone.kill(bundleId);
});

test('a phone without its developer image has no Instruments', async () => {
  rig.phone.condition.imageMounted = false;
  await expect((await open()).isRunning(bundleId)).rejects.toMatchObject({ code: 'SERVICE_MISSING' });
});

test('Instruments that speak something else are lost, and nobody waits for them', async () => {
  const { services, webDriverAgentUrl } = rig.phone;
  Object.assign(services, { 'com.apple.instruments.dtservicehub': Number(new URL(webDriverAgentUrl).port) });
  await expect((await open()).isRunning(bundleId)).rejects.toMatchObject({ code: 'INSTRUMENTS_LOST' });
});

test('a phone that has started anew is in another boot', async () => {
  const phone = await open();
  const before = await phone.bootSession();
  expect(await phone.bootSession()).toBe(before);
  rig.phone.restart();
  expect(await phone.bootSession()).not.toBe(before);
  expect(await phone.isRunning(bundleId)).toBe(false);
});
