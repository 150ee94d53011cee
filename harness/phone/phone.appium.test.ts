import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sha256OfFile } from '../files/digest.ts';
import { healthyCondition } from '../virtual-phone/condition.ts';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { privateFacts } from '../virtual-phone/services/lockdown.ts';
import { type AppiumServer, startAppiumServer } from './appium-server.ts';
import { listeningAddresses } from './listening.fixture.ts';
import { openPhone } from './open-phone.ts';
import type { Phone } from './phone.ts';

const bundleId = 'dev.heatsoak.test';
const udid = '00008140-000A111122223333';
const bareUdid = '00008140-000A444455556666';
const launches: Readonly<Record<string, string>>[] = [];
const killed: string[] = [];
/** Without WebDriverAgent, and without Instruments that could start one. */
const asBare = { runners: [], withheld: ['com.apple.instruments.dtservicehub'] };
let root = '';
let virtual: VirtualPhone;
/** A phone without WebDriverAgent. */
let bare: VirtualPhone;
let registry: TunnelRegistry;
let appium: AppiumServer;
let phone: Phone;
const commands: string[] = [];
/** Called with each command that has failed. */
let onFailure: (command: string) => void = () => undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-appium-'));
  virtual = await startVirtualPhone({
    udid,
    name: 'Virtual iPhone',
    productType: 'iPhone15,4',
    osVersion: '26.1',
    osBuild: '23B85',
    root: join(root, 'phone'),
    battery: () => ({ temperatureCelsius: 29.8, percent: 80, charging: false }),
    thermalState: () => 1,
    freeBytes: () => 1e9,
    launchApp: (app, environment) => {
      launches.push({ ...environment, version: app.version });
      let stop: () => void = () => undefined;
      const stopped = new Promise<void>((resolve) => {
        stop = resolve;
      });
      return {
        stopped,
        kill: () => {
          killed.push(app.version);
          stop();
        },
      };
    },
  });
  bare = await startVirtualPhone({
    ...{
      udid: bareUdid,
      name: 'Bare iPhone',
      productType: 'iPhone15,4',
      osVersion: '26.1',
      osBuild: '23B85',
    },
    root: join(root, 'bare'),
    battery: () => ({ temperatureCelsius: 29.8, percent: 80, charging: false }),
    thermalState: () => 1,
    freeBytes: () => 1e9,
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    condition: { ...healthyCondition(), ...asBare },
  });
  registry = await startTunnelRegistry([virtual, bare], join(root, 'state'));
  appium = await startAppiumServer({
    appiumHome: join(root, 'appium'),
    stateHome: join(root, 'state'),
    logPath: join(root, 'appium.log'),
  });
  phone = await openPhone({
    appiumUrl: appium.url,
    udid,
    platformVersion: '26.1',
    webDriverAgentUrl: virtual.webDriverAgentUrl,
    registryPort: registry.port,
    onCommand(command, _startedAtMs, _durationMs, ok) {
      commands.push(command);
      if (!ok) onFailure(command);
    },
  });
});

afterAll(async () => {
  await phone?.close();
  await appium?.close();
  await registry?.close();
  await virtual?.close();
  await bare?.close();
  await rm(root, { recursive: true, force: true });
});

async function install(version: string): Promise<void> {
  const path = join(root, `app-${version}.ipa`);
  await writeIpa(path, {
    bundleId,
    version,
    name: 'Heatsoak Test',
    plantedEffects: { decodeSlowdownPercent: 8 },
  });
  await phone.install(path);
}

// docs/security.md says so.
test.skipIf(process.platform !== 'linux')(
  'with a session open, everything of it listens on loopback alone: Appium, forwarded ports, the virtual phone',
  async () => {
    const addresses = await listeningAddresses();
    expect(addresses.length).toBeGreaterThan(10);
    expect(addresses.filter((address) => !/^127\.|^::1$/.test(address))).toEqual([]);
  },
);

test('the phone reads bundle id, version and planted effects out of the archive that Appium uploads', async () => {
  await install('1.0');
  expect(virtual.installedApps()).toMatchObject([
    { bundleId, version: '1.0', plantedEffects: { decodeSlowdownPercent: 8 } },
  ]);
});

test('an upgrade in place keeps the files of the app', async () => {
  await install('1.0');
  await phone.writePlan(bundleId, 'kept', '{}');
  await install('1.1');
  expect(virtual.installedApps()).toMatchObject([{ version: '1.1' }]);
  expect(await phone.readStatus(bundleId, 'kept')).toBeNull();
  expect(virtual.commands.some(({ command }) => command === 'Uninstall')).toBe(false);
});

test('an install that did not get to a phone which answers is done once more, in the same session', async () => {
  const failed: string[] = [];
  onFailure = (command) => {
    failed.push(command);
    virtual.condition.withheld = [];
  };
  virtual.condition.withheld = Object.keys(virtual.services).filter((name) => /zip|installation/.test(name));
  await install('1.2');
  onFailure = () => undefined;
  expect(failed).toEqual(['installApp']);
  expect(virtual.installedApps()).toMatchObject([{ version: '1.2' }]);
});

test('a model is pushed once and skipped the second time', async () => {
  const path = join(root, 'model.gguf');
  const bytes = Buffer.alloc(5 << 20, 7);
  await writeFile(path, bytes);
  const model = { path, ...(await sha256OfFile(path)) };
  const seen: number[] = [];
  expect(await phone.pushModel(bundleId, model, (sent) => seen.push(sent))).toBe('pushed');
  expect(seen.at(-1)).toBe(bytes.length);
  expect(await phone.pushModel(bundleId, model, () => undefined)).toBe('skipped');
});

test('a launch terminates the running app first and passes the environment', async () => {
  await phone.launch(bundleId, { HEATSOAK_SESSION: 'b0' });
  await phone.launch(bundleId, { HEATSOAK_SESSION: 'b1' });
  expect(launches.slice(-2)).toMatchObject([{ HEATSOAK_SESSION: 'b0' }, { HEATSOAK_SESSION: 'b1' }]);
  expect(killed.length).toBeGreaterThan(0);
  expect(await phone.state(bundleId)).toBe('foreground');
  await phone.terminate(bundleId);
  expect(await phone.state(bundleId)).toBe('not-running');
});

test('thermal state and battery temperature come from the phone', async () => {
  expect(await phone.thermal()).toBe(1);
  expect(await phone.battery()).toMatchObject({ temperatureCelsius: 29.8, charging: false });
});

test('every command is reported to the session', () => {
  expect(commands).toEqual(
    expect.arrayContaining(['session', 'installApp', 'pushModel', 'launchApp', 'batteryInfo']),
  );
});

test('files of an app that is not installed are refused by name', async () => {
  await expect(phone.readStatus('dev.heatsoak.absent', 'x')).rejects.toMatchObject({
    code: 'APP_NOT_INSTALLED',
  });
});

// On macOS a phone has the address of the host, where the forwarder has that port.
test.skipIf(process.platform !== 'linux')('a session that opens knocks at no other phone', async () => {
  const log = await readFile(join(root, 'appium.log'), 'utf8');
  const screenPort = Number(new RegExp(`${udid} on local port \\d+, device port (\\d+)`).exec(log)?.[1]);
  let knocks = 0;
  const screen = createServer(() => {
    knocks += 1;
  }).listen(screenPort, virtual.address);
  const second = await openPhone({
    ...{ appiumUrl: appium.url, udid: bareUdid, platformVersion: '26.1', registryPort: registry.port },
    ...{ webDriverAgentUrl: bare.webDriverAgentUrl, onCommand: () => undefined },
  });
  await second.close();
  await new Promise((resolve) => screen.close(resolve));
  expect(knocks).toBe(0);
});

afterEach(() => void Object.assign(bare.condition, asBare));

test.skipIf(process.platform !== 'linux').each([
  ['com.acme.wda', 'the id without the ending that iOS gives it'],
  ['com.acme.wda.xctrunner', 'the id as every listing shows it'],
])('a phone without a URL is driven by the WebDriverAgent that Instruments start: %s (%s)', async (named) => {
  Object.assign(bare.condition, { runners: ['com.acme.wda.xctrunner'], withheld: [] });
  const before = bare.commands.length;
  const alone = await openPhone({
    ...{ appiumUrl: appium.url, udid: bareUdid, platformVersion: '26.1', registryPort: registry.port },
    ...{ webDriverAgentUrl: undefined, webDriverAgentBundleId: named, onCommand: () => undefined },
  });
  expect(await alone.thermal()).toBe(1);
  await alone.close();
  const sent = bare.commands.slice(before).map(({ command }) => command);
  expect(sent).toContain(
    'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:',
  );
  expect(sent).not.toContain('Uninstall');
});

test.each([
  [undefined, ['com.acme.wda.xctrunner'], 'RUNNER_DIFFERS'],
  ['com.other.wda.xctrunner', ['com.acme.wda.xctrunner'], 'RUNNER_DIFFERS'],
  ['com.acme.wda', [], 'RUNNER_DIFFERS'],
])(
  'devices.json names %s, installed is %s: refused before the driver removes anything',
  async (named, runners, code) => {
    Object.assign(bare.condition, { runners: [...runners], withheld: [] });
    const before = bare.commands.length;
    const opening = openPhone({
      ...{ appiumUrl: appium.url, udid: bareUdid, platformVersion: '26.1', registryPort: registry.port },
      ...{ webDriverAgentUrl: undefined, webDriverAgentBundleId: named, onCommand: () => undefined },
    });
    await expect(opening).rejects.toMatchObject({ code });
    expect(bare.commands.slice(before).map(({ command }) => command)).toEqual(['Browse']);
  },
);

test('a phone without its developer image is refused in seconds, however right the id of its WebDriverAgent is', async () => {
  bare.condition.runners = ['com.acme.wda.xctrunner'];
  const startedAt = performance.now();
  const opening = openPhone({
    ...{ appiumUrl: appium.url, udid: bareUdid, platformVersion: '26.1', registryPort: registry.port },
    ...{ webDriverAgentUrl: undefined, webDriverAgentBundleId: 'com.acme.wda.xctrunner' },
    onCommand: () => undefined,
  });
  await expect(opening).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  expect(performance.now() - startedAt).toBeLessThan(30_000);
});

test.skipIf(process.platform !== 'linux')(
  'a phone without WebDriverAgent is given the spare one when its session opens, and is driven by it',
  async () => {
    Object.assign(bare.condition, { runners: [], withheld: [] });
    const webDriverAgent = join(root, 'WebDriverAgent.ipa');
    const runner = 'dev.lab.WebDriverAgentRunner.xctrunner';
    await writeIpa(webDriverAgent, {
      ...{ bundleId: runner, version: '1', name: 'WebDriverAgentRunner-Runner', plantedEffects: {} },
    });
    const alone = await openPhone({
      ...{ appiumUrl: appium.url, udid: bareUdid, platformVersion: '26.1', registryPort: registry.port },
      ...{ webDriverAgentUrl: undefined, webDriverAgentBundleId: runner, webDriverAgent },
      onCommand: () => undefined,
    });
    expect(await alone.thermal()).toBe(1);
    await alone.close();
    expect(bare.installedApps().map((app) => app.bundleId)).toEqual([runner]);
    expect(await readFile(join(root, 'appium.log'), 'utf8')).toContain('Installing prebuilt WDA');
  },
);

test('the log of the server names neither the phone nor its owner', async () => {
  await phone.thermal();
  const log = await readFile(join(root, 'appium.log'), 'utf8');
  expect(virtual.commands.map(({ command }) => command)).toContain('GetValue');
  expect(log.length).toBeGreaterThan(1000);
  for (const fact of Object.values(privateFacts)) expect(log).not.toContain(fact);
});
