import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Examined, Occasion } from '../lab/doctor/check.ts';
import type { Host } from '../lab/doctor/host.ts';
import type { ExaminedBuild, ExaminedPhone } from '../lab/doctor/phone.ts';
import { keptVersions } from '../lab/kept-versions.ts';
import { driverPackages } from '../phone/examined/driver-packages.ts';
import { portFile, portIn } from '../phone/tunnel-registry.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry } from '../virtual-phone/registry.ts';
import { type ListedPhones, startUsbmuxd } from '../virtual-phone/usbmuxd.fixture.ts';
import { openAgents } from './agents.ts';
import { examineLab } from './examine-lab.ts';
import { thisHost } from './host-ports.ts';
import { examinedPhone } from './phone-ports.ts';

const UDID = '00008140-000A1B2C3D4E5F67';
export const BUNDLE_ID = 'dev.heatsoak.app';

/** A healthy host and phone, as real as sockets make them: whatever is changed in it is found by the next examination. */
export interface ExaminedRig {
  /** Everything of it lies below. */
  readonly folder: string;
  readonly phone: VirtualPhone;
  readonly usb: ListedPhones;
  readonly battery: { temperatureCelsius: number; percent: number; charging: boolean };
  /** What devices.json says of the phone. */
  expected: ExaminedPhone['expected'];
  builds: ExaminedBuild[];
  freeBytes: number;
  holder: string | null;
  /** Called when a check waits. */
  onWait: () => void;
  /** Answers of ports that no socket can give otherwise. */
  host: Partial<Host>;
  overrides: Partial<ExaminedPhone>;
  examine(occasion: Occasion): Promise<Examined[]>;
  /** A command of this host that prints a text and ends. */
  command(name: string, prints: string, exitCode?: number): Promise<void>;
  keep(versions: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

const before = { ...process.env };

/** Points this process at a host of its own: its usbmuxd, its port file, its commands. */
export async function examinedRig(): Promise<ExaminedRig> {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-doctor-'));
  const folder = (name: string): string => join(root, name);
  const battery = { temperatureCelsius: 25, percent: 80, charging: true };
  const state = { freeBytes: 60e9 };
  const phone = await startVirtualPhone({
    ...{ udid: UDID, name: 'Rig', productType: 'iPhone17,1', osVersion: '26.1', osBuild: '23B85' },
    root: folder('phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => battery,
    thermalState: () => 0,
    freeBytes: () => state.freeBytes,
  });
  await phone.preinstall({ bundleId: BUNDLE_ID, version: '1', name: 'App', plantedEffects: {} });
  const registry = await startTunnelRegistry([phone], folder('data'));
  const usb: ListedPhones = { phones: [{ udid: UDID, connection: 'USB' }], paired: [UDID], isSilent: false };
  const usbmuxd = await startUsbmuxd(root, usb);
  await mkdir(folder('bin'));
  process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd.path;
  process.env['XDG_DATA_HOME'] = folder('data');
  process.env['HOME'] = folder('data');
  process.env['PATH'] = `${folder('bin')}:${before['PATH']}`;
  const kept = keptVersions(folder('cache'));
  await kept.keep((await driverPackages('installed')).versions);
  const agents = openAgents();
  const rig: ExaminedRig = {
    ...{ folder: root, phone, usb, battery },
    expected: {
      ...{ id: 'rig', udid: UDID, os: '26.1', model: 'iPhone17,1', isVirtual: false },
      webDriverAgent: 'com.facebook.WebDriverAgentRunner.xctrunner',
      gateCelsius: 32,
    },
    builds: [healthyBuild],
    get freeBytes() {
      return state.freeBytes;
    },
    set freeBytes(bytes) {
      state.freeBytes = bytes;
    },
    holder: null,
    onWait: () => undefined,
    host: {},
    overrides: {},
    async examine(occasion) {
      const host = { ...thisHost(kept), ...rig.host };
      const examined: ExaminedPhone = {
        ...examinedPhone({
          ...{ host, expected: rig.expected, builds: rig.builds },
          agent: agents.at(phone.webDriverAgentUrl),
          holder: async () => rig.holder,
          wait: async () => rig.onWait(),
          registryPort: () => portIn(portFile()),
        }),
        ...rig.overrides,
      };
      return examineLab({ host, phones: [examined], isVirtual: false }, occasion);
    },
    async command(name, prints, exitCode = 0) {
      await writeFile(join(root, 'bin', name), `#!/bin/sh\nprintf '%s\\n' '${prints}'\nexit ${exitCode}\n`);
      await chmod(join(root, 'bin', name), 0o755);
    },
    keep: (versions) => kept.keep(versions),
    async close() {
      process.env = { ...before };
      await Promise.all([registry.close(), usbmuxd.close(), phone.close(), agents.close()]);
      await rm(root, { recursive: true, force: true });
    },
  };
  await rig.command('systemd-inhibit', 'heatsoak 0 root 1 heatsoak sleep:idle a-run block');
  return rig;
}

const profile = {
  name: 'Team',
  appId: BUNDLE_ID,
  expiresAt: new Date('2199-01-01'),
  udids: [UDID],
  entitlements: { 'application-identifier': `TEAM.${BUNDLE_ID}`, 'increased-memory-limit': true },
};

/** A build that may run on the phone. */
export const healthyBuild: ExaminedBuild = {
  ...{ name: 'app', bundleId: BUNDLE_ID, appBytes: 20e6, modelBytes: 2.2e9, modelSha256: 'a'.repeat(64) },
  archive: async () => ({
    sharesFiles: true,
    minimumOs: '18.0',
    isForDevice: true,
    entitlements: null,
    profile,
  }),
};
