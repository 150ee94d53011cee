import type { Agent, ExaminedPhone } from '../lab/doctor/phone.ts';
import { runnersIn } from '../phone/agent-runner.ts';
import { modelsIn, readHello, sendingSpeed, tryDocuments } from '../phone/examined/phone-files.ts';
import {
  askDeveloperMode,
  askFreeBytes,
  askImageMounted,
  askLockdown,
  askPowerSource,
  askProfiles,
} from '../phone/examined/phone-questions.ts';
import { ANSWER_LIMIT_MS, placeOf, serviceNames } from '../phone/examined/tunnel-services.ts';
import { type InstalledApp, installedApps } from '../phone/installed-apps.ts';
import { type TunnelEntry, tunnelTo } from '../phone/tunnel-registry.ts';

/** A phone behind a tunnel, as the checks ask it, and what they need beside. */
export interface TunnelledPhone
  extends Pick<ExaminedPhone, 'host' | 'expected' | 'builds' | 'holder' | 'wait'> {
  readonly agent: Agent;
  /** Null: no registry answers. */
  readonly registryPort: () => Promise<number | null>;
}

/** Every question goes through the tunnel as the registry lists it; what several checks ask is asked once. */
export function examinedPhone(phone: TunnelledPhone): ExaminedPhone {
  const { udid } = phone.expected;
  const entryOf = async (how: 'as-it-is' | 'refresh'): Promise<TunnelEntry | null> => {
    const port = await phone.registryPort();
    return port === null ? null : tunnelTo(port, udid, how);
  };
  const throughTunnel = async <T>(ask: (entry: TunnelEntry) => Promise<T>): Promise<T> => {
    const entry = await entryOf('as-it-is');
    if (entry === null) throw new Error('there is no tunnel to the phone');
    return ask(entry);
  };
  const seen = async (how: 'as-it-is' | 'refresh') => {
    const entry = await entryOf(how);
    return (
      entry && { connectionType: entry.connectionType ?? 'unknown', services: Object.keys(entry.services) }
    );
  };
  let listed: Promise<InstalledApp[]> | undefined;
  const apps = (): Promise<InstalledApp[]> => {
    listed ??= throughTunnel((entry) => installedApps(placeOf(entry, serviceNames.apps), ANSWER_LIMIT_MS));
    return listed;
  };
  return {
    ...phone,
    now: () => new Date(),
    tunnel: () => seen('as-it-is'),
    refreshTunnel: () => seen('refresh'),
    lockdown: (key) => throughTunnel((entry) => askLockdown(entry, key)),
    powerSource: () => throughTunnel(askPowerSource),
    freeBytes: () => throughTunnel(askFreeBytes),
    apps,
    runners: async () => runnersIn(await apps()),
    profiles: () => throughTunnel(askProfiles),
    isDeveloperModeOn: () => throughTunnel(askDeveloperMode),
    isImageMounted: () => throughTunnel(askImageMounted),
    models: async (bundleId) => {
      const isInstalled = (await apps()).some((app) => app.bundleId === bundleId);
      return isInstalled ? throughTunnel((entry) => modelsIn(entry, bundleId)) : [];
    },
    tryDocuments: (bundleId) => throughTunnel((entry) => tryDocuments(entry, bundleId)),
    hello: (bundleId) => throughTunnel((entry) => readHello(entry, bundleId)),
    sendingSpeed: (bytes) => throughTunnel((entry) => sendingSpeed(entry, bytes)),
  };
}
