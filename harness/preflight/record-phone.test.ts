import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { healthyCondition, type PhoneCondition } from '../virtual-phone/condition.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { type RecordedPhone, WEB_DRIVER_AGENT } from '../virtual-phone/recorded/recorded-phone.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';
import { privateFacts } from '../virtual-phone/services/lockdown.ts';
import { recordPhone } from './record-phone.ts';

const UDID = '00008140-000A1B2C3D4E5F67';
const NAME = 'Jane’s iPhone';
const BUNDLE_ID = 'dev.heatsoak.app';

let root = '';
let open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-record-'));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  await rm(root, { recursive: true, force: true });
});

interface Started {
  readonly phone: VirtualPhone;
  readonly registry: TunnelRegistry;
}

/** Of two phones one may answer as the other did. */
async function started(
  of: {
    readonly recording?: RecordedPhone;
    readonly condition?: PhoneCondition;
    readonly osVersion?: string;
  } = {},
): Promise<Started> {
  const name = `phone-${open.length}`;
  const phone = await startVirtualPhone({
    ...{ udid: UDID, name: NAME, productType: 'iPhone17,1', osVersion: '26.1', osBuild: '23B85', ...of },
    root: join(root, name),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25 + open.length, percent: 80 - open.length, charging: true }),
    thermalState: () => 0,
    freeBytes: () => 60e9 + open.length,
  });
  open.push(phone);
  await phone.preinstall({ bundleId: BUNDLE_ID, version: '1', name: 'App', plantedEffects: {} });
  const registry = await startTunnelRegistry([phone], join(root, `${name}-state`));
  open.push(registry);
  return { phone, registry };
}

const recorded = ({ phone, registry }: Started): Promise<RecordedPhone> =>
  recordPhone({
    ...{ udid: UDID, registryPort: registry.port, bundleId: BUNDLE_ID },
    webDriverAgentUrl: phone.webDriverAgentUrl,
  });

test('a virtual phone that replays a recording answers every question as the recorded phone did', async () => {
  const first = await recorded(await started());
  expect(first.exchanges.map(({ answer }) => answer === null)).not.toContain(true);
  const replayed = await recorded(await started({ recording: first, osVersion: '18.0' }));
  expect(replayed).toEqual(first);
});

test('what a phone did not answer, its stand-in does not answer either', async () => {
  const condition = { ...healthyCondition(), developerMode: false };
  condition.refusing = ['com.apple.mobile.diagnostics_relay.shim.remote'];
  condition.withheld = ['com.apple.mobile.house_arrest.shim.remote'];
  const first = await recorded(await started({ condition }));
  const silent = first.exchanges.filter(({ answer }) => answer === null).map(({ service }) => service);
  expect(silent).toEqual([...condition.refusing, ...condition.withheld]);
  expect(await recorded(await started({ recording: first }))).toEqual(first);
});

test('a service that only a real phone has is listed by its stand-in', async () => {
  const first = await recorded(await started());
  const [registry, ...others] = first.exchanges;
  const own = (registry?.answer?.['services'] ?? []) as string[];
  const services = [...own, 'com.apple.osanalytics.logTransfer'];
  const recording = {
    ...first,
    exchanges: [{ ...registry, answer: { connectionType: 'USB', services } }, ...others],
  } as RecordedPhone;
  const replayed = await recorded(await started({ recording }));
  expect(replayed.exchanges[0]?.answer).toEqual({ connectionType: 'USB', services });
});

test('nothing that names a phone or its owner is in a recording', async () => {
  const text = JSON.stringify(await recorded(await started()));
  for (const secret of [...Object.values(privateFacts), UDID, NAME, 'Jane', BUNDLE_ID])
    expect(text).not.toContain(secret);
  expect(text).toContain('"ProductType":"iPhone17,1"');
});

test('a phone without a tunnel, and without a WebDriverAgent that is known, is recorded as that', async () => {
  const { phone, registry } = await started();
  phone.condition.connectionType = null;
  const place = { udid: UDID, registryPort: registry.port, bundleId: BUNDLE_ID };
  const { exchanges } = await recordPhone({ ...place, webDriverAgentUrl: null });
  expect(exchanges.every(({ answer }) => answer === null)).toBe(true);
  expect(exchanges.at(-1)?.service).toBe(WEB_DRIVER_AGENT);
});
