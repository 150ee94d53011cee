import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { runnerToInstall } from './agent-runner.ts';

let root = '';
let phone: VirtualPhone;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-runner-'));
  phone = await startVirtualPhone({
    udid: 'RUNNER',
    name: 'Runner',
    productType: 'iPhone15,4',
    osVersion: '26.1',
    osBuild: '23B85',
    root,
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e12,
  });
  phone.condition.runners = [];
});
afterEach(async () => {
  await phone.close();
  await rm(root, { recursive: true, force: true });
});

const install = (bundleId: string): Promise<void> =>
  phone.preinstall({ bundleId, version: '1', name: 'WebDriverAgentRunner-Runner', plantedEffects: {} });

const check = (bundleId?: string, spare?: string): Promise<string | null> => {
  const port = phone.services['com.apple.mobile.installation_proxy.shim.remote'] ?? 0;
  return runnerToInstall({ address: phone.address, port }, phone.udid, { bundleId, spare });
};

test('the agent that is installed may be named with or without the ending that iOS gives it', async () => {
  await install('com.acme.wda.xctrunner');
  await check('com.acme.wda');
  await check('com.acme.wda.xctrunner');
});

test('a lost agent is put back from this host, and one that is there is left alone', async () => {
  expect(await check('com.acme.wda', '/lab/WebDriverAgent.ipa')).toBe('/lab/WebDriverAgent.ipa');
  await install('com.acme.wda.xctrunner');
  expect(await check('com.acme.wda', '/lab/WebDriverAgent.ipa')).toBeNull();
});

test('an agent that somebody else needs is not removed for the one of this host', async () => {
  await install('com.other.wda.xctrunner');
  await expect(check('com.acme.wda', '/lab/WebDriverAgent.ipa')).rejects.toMatchObject({
    code: 'RUNNER_DIFFERS',
  });
});

test('an agent that a session would remove ends it before it begins, and stays', async () => {
  await install('com.acme.wda.xctrunner');
  await expect(check()).rejects.toMatchObject({
    code: 'RUNNER_DIFFERS',
    hint: '"webDriverAgentBundleId": "com.acme.wda" in devices.json',
  });
  expect(phone.installedApps()).toHaveLength(1);
});

test.each([
  ['none', []],
  [
    'com.acme.wda.xctrunner and com.other.wda.xctrunner',
    ['com.acme.wda.xctrunner', 'com.other.wda.xctrunner'],
  ],
])('a phone with %s is refused', async (words, ids) => {
  for (const id of ids) await install(id);
  await expect(check('com.acme.wda')).rejects.toMatchObject({
    message: expect.stringContaining(`has ${words} as`),
  });
});
