import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { healthyCondition } from '../virtual-phone/condition.ts';
import { loopbackAddress } from '../virtual-phone/loopback.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { type ListedPhones, startUsbmuxd } from '../virtual-phone/usbmuxd.fixture.ts';
import { type AppiumServer, startAppiumServer } from './appium-server.ts';
import { AGENT_PORT } from './capabilities.ts';
import { openPhone } from './open-phone.ts';
import type { Phone } from './phone.ts';

/** The driver takes another road to a phone that usbmuxd lists: WebDriverAgent and lockdownd are reached by its cable. */
const udid = '00008140-000A777788889999';
const LOCKDOWN_PORT = 62078;
/** WebDriverAgent has one port on every phone, and another test may start one on the first phone's address. */
const ALONE = 91;
const runner = 'com.acme.wda.xctrunner';
const before = process.env['USBMUXD_SOCKET_ADDRESS'];

let root = '';
let virtual: VirtualPhone;
let registry: TunnelRegistry;
let usbmuxd: Awaited<ReturnType<typeof startUsbmuxd>>;
let appium: AppiumServer;
const led: number[] = [];
/** A port that the cable leads to no more. */
let unplugged: number | null = null;
const listed: ListedPhones = {
  ...{ phones: [{ udid, connection: 'USB' }], paired: [udid], isSilent: false },
  way(_, port) {
    led.push(port);
    if (port === unplugged) return null;
    return { host: virtual.address, port: port === LOCKDOWN_PORT ? virtual.lockdownPort : port };
  },
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-usb-'));
  virtual = await startVirtualPhone({
    ...{ udid, name: 'Cabled iPhone', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    address: loopbackAddress(ALONE),
    battery: () => ({ temperatureCelsius: 29.8, percent: 80, charging: false }),
    thermalState: () => 2,
    freeBytes: () => 1e9,
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    condition: { ...healthyCondition(), runners: [runner] },
  });
  registry = await startTunnelRegistry([virtual], join(root, 'state'));
  usbmuxd = await startUsbmuxd(root, listed);
  process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd.path;
  appium = await startAppiumServer({
    appiumHome: join(root, 'appium'),
    stateHome: join(root, 'state'),
    logPath: join(root, 'appium.log'),
  });
});

beforeEach(() => {
  led.length = 0;
  unplugged = null;
});

afterAll(async () => {
  if (before === undefined) delete process.env['USBMUXD_SOCKET_ADDRESS'];
  else process.env['USBMUXD_SOCKET_ADDRESS'] = before;
  await appium?.close();
  await usbmuxd?.close();
  await registry?.close();
  await virtual?.close();
  await rm(root, { recursive: true, force: true });
});

const open = (): Promise<Phone> =>
  openPhone({
    ...{ appiumUrl: appium.url, udid, platformVersion: '26.1', registryPort: registry.port },
    ...{ webDriverAgentUrl: undefined, webDriverAgentBundleId: runner, onCommand: () => undefined },
  });

test.skipIf(process.platform !== 'linux')(
  'a phone that usbmuxd lists is driven by its cable: WebDriverAgent and lockdownd are asked there, files go by the tunnel',
  async () => {
    const phone = await open();
    expect(await phone.thermal()).toBe(2);
    expect(await phone.battery()).toMatchObject({ temperatureCelsius: 29.8 });
    await phone.close();
    expect(led).toEqual(expect.arrayContaining([AGENT_PORT, LOCKDOWN_PORT]));
    expect(virtual.commands.map(({ command }) => command)).toContain('StartSession');
    expect(await readFile(join(root, 'appium.log'), 'utf8')).not.toContain('VIRTUAL0SERIAL');
  },
);

test.skipIf(process.platform !== 'linux')(
  'a cable that leads to no WebDriverAgent any more is a command that failed, while the tunnel answers, and never a refusal of the app',
  async () => {
    const phone = await open();
    unplugged = AGENT_PORT;
    usbmuxd.cut();
    await expect(phone.state('dev.heatsoak.app')).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    unplugged = null;
    expect(await phone.thermal()).toBe(2);
    await phone.close();
  },
);

test.skipIf(process.platform !== 'linux')(
  'a phone whose cable and tunnel are pulled is one whose tunnel is lost, whatever words usbmuxd has for it',
  async () => {
    const phone = await open();
    const { phones } = listed;
    listed.phones = [];
    virtual.condition.connectionType = null;
    usbmuxd.cut();
    await expect(phone.thermal()).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
    await expect(phone.install(join(root, 'app.ipa'))).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
    listed.phones = phones;
    virtual.condition.connectionType = 'USB';
  },
);
