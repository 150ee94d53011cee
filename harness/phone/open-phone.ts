import { setTimeout } from 'node:timers/promises';
import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { listedRunner } from './agent-runner.ts';
import { agentToInstall } from './agent-to-install.ts';
import { alertButtons } from './alert-buttons.ts';
import { type BatteryInfo, batteryReading } from './battery-reading.ts';
import { INSTALL_LIMIT_MS } from './capabilities.ts';
import { clearScreen } from './clear-screen.ts';
import { withinLimit } from './command-limits.ts';
import { unlessProfileEnded } from './ended-profile.ts';
import type { AppState, Phone } from './phone.ts';
import { documentsOf, type PhoneFiles, phoneFiles } from './phone-files.ts';
import { pushModel } from './push-model.ts';
import { type OnCommand, reporting } from './reported.ts';
import { hostRegistryPort } from './tunnel-registry.ts';
import { openSession, type SessionOptions } from './webdriver-session.ts';

export interface OpenPhoneOptions extends SessionOptions {
  /** Null: the host's own registry. */
  readonly registryPort: number | null;
  readonly onCommand: OnCommand;
}

/** What kept Appium from answering itself is seldom over at once. */
const AGAIN_AFTER_MS = 2000;

const passing: readonly ErrorCode[] = ['COMMAND_FAILED', 'COMMAND_TIMED_OUT'];

const appStates: readonly AppState[] = [
  'not-installed',
  'not-running',
  'background',
  'background',
  'foreground',
];

/** What of a phone can be reached by its tunnel alone, as where its WebDriverAgent is gone. */
export async function openPhoneFiles({
  registryPort,
  udid,
  onCommand,
}: Pick<OpenPhoneOptions, 'registryPort' | 'udid' | 'onCommand'>): Promise<PhoneFiles> {
  const port = registryPort ?? (await hostRegistryPort());
  return phoneFiles({
    registryPort: port,
    udid,
    reported: reporting({ registryPort: port, udid }, onCommand),
  });
}

/** Opens a session on one iPhone through Appium and its tunnel. @throws HeatsoakError of kind device or host */
export async function openPhone(options: OpenPhoneOptions): Promise<Phone> {
  const registryPort = options.registryPort ?? (await hostRegistryPort());
  const reported = reporting({ ...options, registryPort }, options.onCommand);
  const tunnelled = { registryPort, udid: options.udid, reported };
  const webDriverAgent =
    options.webDriverAgentUrl === undefined
      ? await reported('listApps', () => agentToInstall(options, registryPort))
      : null;
  const because =
    (bundleId: string) =>
    async (error: unknown): Promise<never> => {
      throw await unlessProfileEnded(error, { registryPort, udid: options.udid, bundleId });
    };
  const browser = await reported('session', () => openSession({ ...options, webDriverAgent })).catch(
    because(listedRunner(options.webDriverAgentBundleId)),
  );
  const mobile = <T>(name: string, args: Record<string, unknown> = {}): Promise<T> =>
    reported(name, () =>
      withinLimit(name, options.udid, browser.executeScript(`mobile: ${name}`, [args]) as Promise<T>),
    );
  /** What does the same when it is done twice: a connection that broke, or fell silent, says nothing about the phone. */
  const ask = <T>(name: string, args: Record<string, unknown> = {}): Promise<T> =>
    mobile<T>(name, args).catch((error: unknown) => {
      if (error instanceof HeatsoakError && passing.includes(error.code)) return mobile<T>(name, args);
      throw error;
    });
  const terminate = async (bundleId: string): Promise<void> => void (await ask('terminateApp', { bundleId }));
  const alert = (): Promise<readonly string[] | null> =>
    reported('alert', () => withinLimit('alert', options.udid, alertButtons(browser)));
  return {
    udid: options.udid,
    ...phoneFiles(tunnelled),
    pushModel: (bundleId, model, progress, room) =>
      documentsOf(tunnelled)('pushModel', bundleId, (documents) =>
        pushModel(documents, model, progress, room),
      ),
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
    async install(appPath) {
      const args = { app: appPath, timeoutMs: INSTALL_LIMIT_MS };
      // On a busy host the driver does not find a tunnel that is there, and the app never gets to the phone.
      await mobile('installApp', args).catch(async (error: unknown) => {
        if (!(error instanceof HeatsoakError) || error.code !== 'COMMAND_FAILED') throw error;
        await setTimeout(AGAIN_AFTER_MS);
        await mobile('installApp', args);
      });
    },
    async launch(bundleId, environment) {
      await terminate(bundleId);
      await mobile('launchApp', { bundleId, environment }).catch(because(bundleId));
    },
    state: async (bundleId) => appStates[await ask<number>('queryAppState', { bundleId })] ?? 'unknown',
    terminate,
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
