import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { type Answer, openAgentGate } from '../virtual-phone/rig/agent-gate.ts';
import { type AppiumServer, startAppiumServer } from './appium-server.ts';
import { INSTALL_LIMIT_MS } from './capabilities.ts';
import { type HurriedClock, hurriedClock } from './hurried-clock.fixture.ts';
import { connectionsAt } from './listening.fixture.ts';
import { openPhone } from './open-phone.ts';
import type { Phone } from './phone.ts';
import { openSession } from './webdriver-session.ts';

/** One Appium server has all phones of a run for a whole night: its limits in real time, and what its sessions do to each other. */
const bundleId = 'dev.heatsoak.night';
const udids = ['00008140-000AAAAAAAAAAAAA', '00008140-000ABBBBBBBBBBBB'] as const;
const MINUTE_MS = 60_000;

let root = '';
let app = '';
let own: VirtualPhone;
let other: VirtualPhone;
let gate: Awaited<ReturnType<typeof openAgentGate>>;
let registry: TunnelRegistry;
let clock: HurriedClock;
let appium: AppiumServer;
let phone: Phone;
/** Opened as the harness opens it, and held without it: what is asked of it reaches no phone. */
let session: Awaited<ReturnType<typeof openSession>>;
let answer: (request: string) => Answer = () => 'open';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-one-server-'));
  [own, other] = [await phoneOf(udids[0]), await phoneOf(udids[1])];
  gate = await openAgentGate(new URL(own.webDriverAgentUrl), (request) => answer(request));
  registry = await startTunnelRegistry([own, other], join(root, 'state'));
  clock = hurriedClock(root);
  appium = await startAppiumServer({
    appiumHome: join(root, 'appium'),
    stateHome: join(root, 'state'),
    logPath: join(root, 'appium.log'),
    imports: [clock.module],
  });
  phone = await open();
  session = await openSession({
    ...{ appiumUrl: appium.url, udid: other.udid, platformVersion: '26.1' },
    webDriverAgentUrl: other.webDriverAgentUrl,
  });
  app = join(root, 'app.ipa');
  await writeIpa(app, { bundleId, version: '1', name: 'Night', plantedEffects: {} });
});

afterEach(async () => {
  answer = () => 'open';
  Object.assign(own.condition, { silent: [], connectionType: 'USB' });
  await clock.run(1);
});

afterAll(async () => {
  await phone?.close();
  await session?.deleteSession();
  await appium?.close();
  await registry?.close();
  await gate?.close();
  await Promise.all([own?.close(), other?.close()]);
  await rm(root, { recursive: true, force: true });
});

/** At the one loopback address that phones share on macOS. */
const phoneOf = (udid: string): Promise<VirtualPhone> =>
  startVirtualPhone({
    ...{ udid, name: 'Night', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    address: '127.0.0.1',
    root: join(root, udid),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: true }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
  });

const open = (): Promise<Phone> =>
  openPhone({
    ...{ appiumUrl: appium.url, udid: own.udid, platformVersion: '26.1', registryPort: registry.port },
    webDriverAgentUrl: `http://127.0.0.1:${gate.port}`,
    onCommand: () => undefined,
  });

const logOfAppium = (): Promise<string> => readFile(join(root, 'appium.log'), 'utf8');

test('each session forwards the screen of its phone by a port of its own, and nothing runs through any of them', async () => {
  const forwarded = [...(await logOfAppium()).matchAll(/ on local port (\d+), device port (\d+)/g)];
  const ports = forwarded.map(([, local]) => Number(local));
  expect(ports).toHaveLength(udids.length);
  expect(new Set(ports).size).toBe(udids.length);
  expect(forwarded.map(([, , device]) => Number(device))).toEqual(ports);
  if (process.platform === 'linux') expect(await connectionsAt(ports)).toBe(0);
});

test('a session whose tunnel the driver overlooked is opened once more', async () => {
  const asked: string[] = [];
  own.condition.connectionType = null;
  answer = (request) => {
    asked.push(request);
    if (request === 'DELETE /session/:id') own.condition.connectionType = 'USB';
    return 'open';
  };
  await phone.close();
  own.condition.connectionType = null;
  phone = await open();
  await phone.install(app);
  expect(own.installedApps()).toMatchObject([{ bundleId }]);
  expect(asked.filter((request) => request === 'POST /session')).toHaveLength(2);
});

test('a session that nobody speaks to for four hours is there', async () => {
  const hours = 4;
  const factor = 2400;
  await clock.run(factor);
  await session.getTimeouts();
  await setTimeout((hours * 60 * MINUTE_MS) / factor);
  await clock.run(1);
  await expect(session.getTimeouts()).resolves.toBeDefined();
});

/** On a connection of its own: Node lifts the limit of one that had a request before. */
const installAlone = (): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const url = `${appium.url}/session/${session.sessionId}/execute/sync`;
    const headers = { 'content-type': 'application/json' };
    request(url, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end(JSON.stringify({ script: 'mobile: installApp', args: [{ app, timeoutMs: INSTALL_LIMIT_MS }] }));
  });

test('an install of eleven minutes is waited for', async () => {
  const factor = 60;
  other.condition.installTakesMs = (11 * MINUTE_MS) / factor;
  await clock.run(factor);
  expect(await installAlone()).toBe(200);
  expect(other.installedApps()).toMatchObject([{ bundleId }]);
});

test('a WebDriverAgent that takes a command and says nothing costs the minute that the driver waits for it', async () => {
  answer = (request) => (request === 'POST /wda/apps/state' ? 'silent' : 'open');
  await clock.run(20);
  await expect(phone.state('dev.heatsoak.absent')).rejects.toMatchObject({
    code: 'COMMAND_TIMED_OUT',
    message: expect.stringContaining('WebDriverAgent did not answer in time'),
  });
  answer = () => 'open';
  await clock.run(1);
  await expect(phone.state('dev.heatsoak.absent')).resolves.toBe('not-installed');
});

/** By which the driver installs an app, in its order. */
const roads = [
  'com.apple.streaming_zip_conduit.shim.remote',
  'com.apple.mobile.installation_proxy.shim.remote',
];

test('an install that gets no word goes by the other road, as the log of the server says', async () => {
  own.condition.silent = roads.slice(0, 1);
  await clock.run(10);
  await phone.install(app);
  expect(await logOfAppium()).toContain('falling back to AFC upload + installation_proxy');
});

test('a phone that says nothing on either road did not refuse the app', async () => {
  own.condition.silent = roads;
  await clock.run(10);
  await expect(phone.install(app)).rejects.toMatchObject({
    code: 'COMMAND_TIMED_OUT',
    message: expect.stringContaining('the phone took the app and said nothing'),
  });
});
