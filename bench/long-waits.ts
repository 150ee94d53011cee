import { mkdtemp, open, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { remote } from 'webdriverio';
import { openDocuments } from '../harness/phone/afc/documents.ts';
import { startAppiumServer } from '../harness/phone/appium-server.ts';
import { capabilities, INSTALL_LIMIT_MS } from '../harness/phone/capabilities.ts';
import { hurriedClock } from '../harness/phone/hurried-clock.fixture.ts';
import { openPhone } from '../harness/phone/open-phone.ts';
import { pushModel } from '../harness/phone/push-model.ts';
import { healthyCondition } from '../harness/virtual-phone/condition.ts';
import { writeIpa } from '../harness/virtual-phone/ipa.ts';
import { loopbackAddress } from '../harness/virtual-phone/loopback.ts';
import { startVirtualPhone, type VirtualPhone } from '../harness/virtual-phone/phone-server.ts';
import { startTunnelRegistry } from '../harness/virtual-phone/registry.ts';

/**
 * `npm run bench:waits [-- soak|install|push]`: what waits long keeps what it waits for. A session of the unmodified driver stands still
 * for four hours, and an install takes fourteen minutes, on a server whose clock is hurried; a model of 2.3 GB goes through a way of
 * 3 MB/s, in real time (13 minutes). A session with a limit of an hour shows that the clock was hurried.
 */
const parts = { soak, install, push };
const SOAK_HOURS = 4;
const SOAK_FACTOR = 120;
const INSTALL_MINUTES = 14;
const INSTALL_FACTOR = 30;
const MODEL_BYTES = 2_300_000_000;
const BYTES_A_SECOND = 3_000_000;
/** SHA-256 of so many zeros. */
const ZEROS = '824aec0041531af6037a9f089187d63770d991912ae15c3c4f726c076a5009b5';
const BUNDLE_ID = 'dev.heatsoak.waits';

const chosen = process.argv[2];
let isSound = true;
for (const [name, part] of Object.entries(parts)) {
  if (chosen !== undefined && chosen !== name) continue;
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-waits-'));
  try {
    for (const [met, text] of await part(folder)) {
      isSound &&= met;
      process.stdout.write(`${met ? '✓' : '✕'} ${text}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
process.exit(isSound ? 0 : 1);

type Finding = readonly [met: boolean, text: string];

function phoneAt(root: string, place: number, installTakesMs = 0): Promise<VirtualPhone> {
  return startVirtualPhone({
    udid: `00008140-000A00000000000${place}`,
    address: loopbackAddress(place),
    ...{ name: 'Waits', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, `phone-${place}`),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 1,
    freeBytes: () => 60e9,
    condition: { ...healthyCondition(), installTakesMs },
  });
}

/** Two phones, and an Appium server whose clock may be hurried. */
async function hurriedLab(root: string, installTakesMs = 0) {
  const phones = await Promise.all([0, 1].map((place) => phoneAt(root, place, installTakesMs)));
  const registry = await startTunnelRegistry(phones, join(root, 'state'));
  const clock = hurriedClock(root);
  const appium = await startAppiumServer({
    appiumHome: join(root, 'appium'),
    stateHome: join(root, 'state'),
    logPath: join(root, 'appium.log'),
    imports: [clock.module],
  });
  const [own, other] = phones as [VirtualPhone, VirtualPhone];
  const wanted = { platformVersion: '26.1', webDriverAgentUrl: own.webDriverAgentUrl };
  const phone = await openPhone({
    ...{ ...wanted, appiumUrl: appium.url, udid: own.udid, registryPort: registry.port },
    onCommand: () => undefined,
  });
  return {
    ...{ phone, other, clock, appiumUrl: appium.url },
    async close() {
      await phone.close().catch(() => undefined);
      await appium.close();
      await registry.close();
      await Promise.all(phones.map((each) => each.close()));
    },
  };
}

async function soak(root: string): Promise<Finding[]> {
  const lab = await hurriedLab(root);
  try {
    const { hostname, port, pathname } = new URL(lab.appiumUrl);
    const limited = await remote({
      ...{ hostname, port: Number(port), path: pathname, logLevel: 'silent', connectionRetryCount: 0 },
      capabilities: {
        ...capabilities({
          ...{ udid: lab.other.udid, platformVersion: '26.1', webDriverAgentPort: 0, screenPort: 9101 },
          ...{ webDriverAgentUrl: lab.other.webDriverAgentUrl, webDriverAgentBundleId: undefined },
          webDriverAgent: null,
        }),
        'appium:newCommandTimeout': 3600,
      },
    });
    await lab.clock.run(SOAK_FACTOR);
    await lab.phone.thermal();
    await limited.executeScript('mobile: deviceInfo', [{}]);
    await setTimeout((SOAK_HOURS * 3_600_000) / SOAK_FACTOR);
    await lab.clock.run(1);
    const state = await lab.phone.thermal().catch((error: unknown) => String(error));
    const gone = await limited.executeScript('mobile: deviceInfo', [{}]).then(
      () => null,
      (error: unknown) => (error as Error).name,
    );
    return [
      [state === 1, `a session that nobody spoke to for ${SOAK_HOURS} h answers: thermal state ${state}`],
      [gone === 'invalid session id', `one with a limit of an hour is gone: ${gone ?? 'it is not'}`],
    ];
  } finally {
    await lab.close();
  }
}

async function install(root: string): Promise<Finding[]> {
  const takesMs = INSTALL_MINUTES * 60_000;
  const lab = await hurriedLab(root, takesMs / INSTALL_FACTOR);
  try {
    const path = join(root, 'app.ipa');
    await writeIpa(path, { bundleId: BUNDLE_ID, version: '1', name: 'Waits', plantedEffects: {} });
    await lab.clock.run(INSTALL_FACTOR);
    const startedAt = performance.now();
    const outcome = await lab.phone.install(path).then(
      () => 'installed',
      (error: unknown) => String(error),
    );
    const minutes = ((performance.now() - startedAt) * INSTALL_FACTOR) / 60_000;
    return [
      [outcome === 'installed', `an install of ${minutes.toFixed(1)} min: ${outcome}`],
      [takesMs < INSTALL_LIMIT_MS, `our own limit is ${INSTALL_LIMIT_MS / 60_000} min, in real time`],
    ];
  } finally {
    await lab.close();
  }
}

async function push(root: string): Promise<Finding[]> {
  const phone = await phoneAt(root, 0);
  await phone.preinstall({ bundleId: BUNDLE_ID, version: '1', name: 'Waits', plantedEffects: {} });
  const path = join(root, 'model.gguf');
  const file = await open(path, 'w');
  await file.truncate(MODEL_BYTES);
  await file.close();
  const way = await slowWay(phone.address, phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0);
  const startedAt = performance.now();
  const documents = await openDocuments('127.0.0.1', way.port, BUNDLE_ID);
  const sent = await pushModel(
    documents,
    { path, sha256: ZEROS, sizeBytes: MODEL_BYTES },
    () => undefined,
  ).catch((error: unknown) => String(error));
  documents.close();
  const seconds = (performance.now() - startedAt) / 1000;
  way.close();
  await phone.close();
  const rate = MODEL_BYTES / 1e6 / seconds;
  return [
    [
      sent === 'pushed' && rate < 3.2,
      `a push of 2.3 GB: ${sent} in ${seconds.toFixed(0)} s, ${rate.toFixed(2)} MB/s`,
    ],
  ];
}

/** A way to a service that lets so many bytes a second through, to and fro. */
async function slowWay(address: string, port: number): Promise<{ port: number; close(): void }> {
  const server = createServer((client) => {
    const service = connect(port, address);
    service.pipe(client);
    client.on('error', () => service.destroy());
    client.on('close', () => service.destroy());
    service.on('close', () => client.destroy());
    client.on('data', async (chunk) => {
      client.pause();
      service.write(chunk);
      await setTimeout((1000 * chunk.length) / BYTES_A_SECOND);
      client.resume();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return { port: bound.port, close: () => void server.close() };
}
