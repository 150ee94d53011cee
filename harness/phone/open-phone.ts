import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { eventsPath, statusPath } from '../protocol/plan-file.ts';
import { type Documents, openDocuments } from './afc/documents.ts';
import { runnerToInstall } from './agent-runner.ts';
import { askPhone, HOUSE_ARREST } from './await-phone.ts';
import { type BatteryInfo, batteryReading } from './battery-reading.ts';
import { INSTALL_LIMIT_MS } from './capabilities.ts';
import { clearScreen } from './clear-screen.ts';
import { withinLimit } from './command-limits.ts';
import { reportedDeath } from './crash-reports.ts';
import { INSTALLATION_PROXY } from './installed-apps.ts';
import type { AppState, Phone } from './phone.ts';
import { phoneError } from './phone-error.ts';
import { pushModel } from './push-model.ts';
import { removeLaunches } from './remove-launches.ts';
import { findService, hostRegistryPort } from './tunnel-registry.ts';
import { openSession, type SessionOptions } from './webdriver-session.ts';
import { writePlan } from './write-plan.ts';

export interface OpenPhoneOptions extends SessionOptions {
  /** Null: the host's own registry. */
  readonly registryPort: number | null;
  readonly onCommand: (command: string, startedAtMs: number, durationMs: number, ok: boolean) => void;
}

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
  const reported = reporting(options, registryPort);
  const webDriverAgent =
    options.webDriverAgentUrl === undefined
      ? await reported('listApps', () => agentToInstall(options, registryPort))
      : null;
  const browser = await reported('session', () => openSession({ ...options, webDriverAgent }));
  const mobile = <T>(name: string, args: Record<string, unknown> = {}): Promise<T> =>
    reported(name, () =>
      withinLimit(name, options.udid, browser.executeScript(`mobile: ${name}`, [args]) as Promise<T>),
    );
  /** What does the same when it is done twice: a connection that broke says nothing about the phone. */
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
    reported(name, async () => {
      const { address, port } = await findService(registryPort, options.udid, HOUSE_ARREST);
      const documents = await openDocuments(address, port, bundleId);
      try {
        return await work(documents);
      } finally {
        documents.close();
      }
    });
  const terminate = async (bundleId: string): Promise<void> => void (await ask('terminateApp', { bundleId }));
  const alert = (): Promise<readonly string[] | null> =>
    reported('alert', () =>
      withinLimit(
        'alert',
        options.udid,
        browser.executeScript('mobile: alert', [{ action: 'getButtons' }]) as Promise<readonly string[]>,
      ).catch(noAlert),
    );
  return {
    udid: options.udid,
    clearScreen: () =>
      clearScreen(
        {
          isLocked: () => ask<boolean>('isLocked'),
          unlock: async () => void (await ask('unlock')),
          alert,
          dismiss: async () => void (await mobile('alert', { action: 'dismiss' })),
        },
        options.udid,
      ),
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
    removeLaunches: (bundleId, launches) =>
      withDocuments('removeLaunches', bundleId, (documents) => removeLaunches(documents, launches)),
    deathOf: (bundleId, launch) =>
      reported('crashReports', () => reportedDeath({ registryPort, udid: options.udid, bundleId, launch })),
    async thermal() {
      const { thermalState } = await ask<{ thermalState?: number }>('deviceInfo');
      return thermalState === 0 || thermalState === 1 || thermalState === 2 || thermalState === 3
        ? thermalState
        : null;
    },
    battery: async () => batteryReading(await ask<BatteryInfo>('batteryInfo')),
    close: () =>
      reported('deleteSession', () => withinLimit('deleteSession', options.udid, browser.deleteSession())),
  };
}

/** W3C's word for a screen with nothing in front. */
function noAlert(error: unknown): null {
  if (error instanceof Error && error.name === 'no such alert') return null;
  throw error;
}

async function agentToInstall(options: OpenPhoneOptions, registryPort: number): Promise<string | null> {
  const proxy = await findService(registryPort, options.udid, INSTALLATION_PROXY);
  const { udid, webDriverAgentBundleId, webDriverAgent } = options;
  return runnerToInstall(proxy, udid, {
    bundleId: webDriverAgentBundleId,
    spare: webDriverAgent ?? undefined,
  });
}

/** Every command is reported with its time; an error is reported, then explained. */
function reporting(options: OpenPhoneOptions, registryPort: number) {
  return async <T>(command: string, work: () => Promise<T>): Promise<T> => {
    const startedAtMs = performance.now();
    try {
      const value = await work();
      options.onCommand(command, startedAtMs, performance.now() - startedAtMs, true);
      return value;
    } catch (error) {
      options.onCommand(command, startedAtMs, performance.now() - startedAtMs, false);
      throw await explained(phoneError(command, options.udid, error), registryPort, options.udid);
    }
  };
}

/** A driver without a tunnel fails in many ways and words, so the tunnel is asked before one of them is believed. */
async function explained(error: HeatsoakError, registryPort: number, udid: string): Promise<HeatsoakError> {
  if (!doubtful.includes(error.code)) return error;
  try {
    await askPhone(registryPort, udid);
    return error;
  } catch (cause) {
    return new HeatsoakError('TUNNEL_LOST', `${error.message}; ${messageOf(cause)}`, { cause: error });
  }
}

const doubtful: readonly ErrorCode[] = ['COMMAND_FAILED', 'INSTALL_REFUSED', 'SESSION_REFUSED'];
