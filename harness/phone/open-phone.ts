import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { eventsPath, statusPath } from '../protocol/plan-file.ts';
import { type Documents, openDocuments } from './afc/documents.ts';
import { type BatteryInfo, batteryReading } from './battery-reading.ts';
import { COMMAND_LIMIT_MS, capabilities, INSTALL_LIMIT_MS } from './capabilities.ts';
import { freePort } from './free-port.ts';
import type { AppState, Phone } from './phone.ts';
import { phoneError } from './phone-error.ts';
import { pushModel } from './push-model.ts';
import { findService, hostRegistryPort } from './tunnel-registry.ts';
import { writePlan } from './write-plan.ts';

export interface OpenPhoneOptions {
  readonly appiumUrl: string;
  readonly udid: string;
  readonly platformVersion: string;
  /** A WebDriverAgent that already runs; undefined starts the preinstalled one through the tunnel. */
  readonly webDriverAgentUrl: string | undefined;
  readonly webDriverAgentBundleId?: string | undefined;
  /** Null: the host's own registry. */
  readonly registryPort: number | null;
  readonly onCommand: (command: string, startedAtMs: number, durationMs: number, ok: boolean) => void;
}

const HOUSE_ARREST = 'com.apple.mobile.house_arrest.shim.remote';
const appStates: readonly AppState[] = [
  'not-installed',
  'not-running',
  'background',
  'background',
  'foreground',
];

/** Opens a session on one iPhone through Appium and its tunnel. @throws HeatsoakError of kind device or host */
export async function openPhone(options: OpenPhoneOptions): Promise<Phone> {
  const registryPort = options.registryPort ?? (await hostRegistryPort());
  const told = tellingOf(options);
  const browser = await told('session', () => openSession(options));
  const mobile = <T>(name: string, args: Record<string, unknown> = {}): Promise<T> =>
    told(name, () => browser.executeScript(`mobile: ${name}`, [args]) as Promise<T>);
  /** A question may be asked twice: a connection that broke says nothing about the phone. */
  const ask = <T>(name: string, args: Record<string, unknown> = {}): Promise<T> =>
    mobile<T>(name, args).catch((error: unknown) => {
      if (error instanceof HeatsoakError && error.code === 'COMMAND_FAILED') return mobile<T>(name, args);
      throw error;
    });
  const withDocuments = <T>(
    name: string,
    bundleId: string,
    work: (documents: Documents) => Promise<T>,
  ): Promise<T> =>
    told(name, async () => {
      const { address, port } = await findService(registryPort, options.udid, HOUSE_ARREST);
      const documents = await openDocuments(address, port, bundleId);
      try {
        return await work(documents);
      } finally {
        documents.close();
      }
    });
  const terminate = async (bundleId: string): Promise<void> =>
    void (await mobile('terminateApp', { bundleId }));
  return {
    udid: options.udid,
    install: async (appPath) =>
      void (await mobile('installApp', { app: appPath, timeoutMs: INSTALL_LIMIT_MS })),
    pushModel: (bundleId, model, progress, room) =>
      withDocuments('pushModel', bundleId, (documents) => pushModel(documents, model, progress, room)),
    writePlan: (bundleId, launch, json) =>
      withDocuments('writePlan', bundleId, (documents) => writePlan(documents, launch, json)),
    async launch(bundleId, environment) {
      await terminate(bundleId);
      await mobile('launchApp', { bundleId, environment });
    },
    state: async (bundleId) => appStates[await ask<number>('queryAppState', { bundleId })] ?? 'not-running',
    terminate,
    readStatus: (bundleId, launch) =>
      withDocuments(
        'readStatus',
        bundleId,
        async (documents) => (await documents.read(statusPath(launch)))?.toString('utf8') ?? null,
      ),
    readEvents: (bundleId, launch) =>
      withDocuments(
        'readEvents',
        bundleId,
        async (documents) => (await documents.read(eventsPath(launch))) ?? Buffer.alloc(0),
      ),
    async thermal() {
      const { thermalState } = await ask<{ thermalState?: number }>('deviceInfo');
      return thermalState === 0 || thermalState === 1 || thermalState === 2 || thermalState === 3
        ? thermalState
        : null;
    },
    battery: async () => batteryReading(await ask<BatteryInfo>('batteryInfo')),
    close: () => told('deleteSession', () => browser.deleteSession()),
  };
}

async function openSession(options: OpenPhoneOptions) {
  // It takes a second to load, and most commands never open a phone.
  const { remote } = await import('webdriverio');
  const { hostname, port } = new URL(options.appiumUrl);
  try {
    return await remote({
      hostname,
      port: Number(port),
      path: '/',
      logLevel: 'silent',
      connectionRetryTimeout: COMMAND_LIMIT_MS,
      // A retry would send the POST again: a second install.
      connectionRetryCount: 0,
      capabilities: capabilities({
        ...options,
        webDriverAgentBundleId: options.webDriverAgentBundleId,
        webDriverAgentPort: await freePort(),
      }),
    });
  } catch (cause) {
    throw new HeatsoakError('SESSION_REFUSED', `no session on phone ${options.udid}: ${messageOf(cause)}`, {
      hint: 'check that WebDriverAgent runs, the phone is unlocked, and the tunnel is up',
      cause,
    });
  }
}

/** Every command is told with its time; an error is told, then explained. */
function tellingOf(options: OpenPhoneOptions) {
  return async <T>(command: string, work: () => Promise<T>): Promise<T> => {
    const startedAtMs = performance.now();
    try {
      const value = await work();
      options.onCommand(command, startedAtMs, performance.now() - startedAtMs, true);
      return value;
    } catch (error) {
      options.onCommand(command, startedAtMs, performance.now() - startedAtMs, false);
      throw phoneError(command, options.udid, error);
    }
  };
}
