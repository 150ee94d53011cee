import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { hasProfileEnded, healthyCondition, ofTheImage, type PhoneCondition } from './condition.ts';
import { type AppContainers, appContainers, type InstalledApp } from './container.ts';
import { Foreground, type LaunchApp } from './foreground.ts';
import type { IpaContent } from './ipa.ts';
import { loopbackAddress } from './loopback.ts';
import { agentRunner, phoneProcesses } from './phone-processes.ts';
import { type RecordedAnswers, recordedAnswers } from './recorded/recorded-answers.ts';
import type { RecordedPhone } from './recorded/recorded-phone.ts';
import { byteReader } from './services/byte-reader.ts';
import { crashReportFolder, crashReportMover } from './services/crash-reports.ts';
import { developerService } from './services/developer-service.ts';
import { diagnosticsRelay } from './services/diagnostics-relay.ts';
import { houseArrest, mediaAfc } from './services/house-arrest.ts';
import { imageMounter } from './services/image-mounter.ts';
import { installationProxy } from './services/installation-proxy.ts';
import { instruments } from './services/instruments.ts';
import { lockdown } from './services/lockdown.ts';
import { misagent } from './services/misagent.ts';
import { notificationProxy } from './services/notification-proxy.ts';
import { checkIn } from './services/plist-frame.ts';
import type { PhoneState, Service } from './services/service.ts';
import { streamingZipConduit } from './services/streaming-zip-conduit.ts';
import { WebDriverAgent } from './webdriveragent.ts';

const INSTRUMENTS = 'com.apple.instruments.dtservicehub';
/** What a cable leads to, by usbmuxd; a tunnel has its own. */
const LOCKDOWND = 'lockdownd';
/** They have no check-in. */
const unannounced: readonly string[] = [INSTRUMENTS, LOCKDOWND];

/** The services a phone offers through its tunnel, by their catalogue names. */
const catalogue: Readonly<Record<string, Service>> = {
  'com.apple.mobile.lockdown.remote.untrusted': lockdown,
  'com.apple.mobile.installation_proxy.shim.remote': installationProxy,
  'com.apple.mobile.house_arrest.shim.remote': houseArrest,
  'com.apple.afc.shim.remote': mediaAfc,
  'com.apple.mobile.notification_proxy.shim.remote': notificationProxy,
  'com.apple.mobile.diagnostics_relay.shim.remote': diagnosticsRelay,
  'com.apple.streaming_zip_conduit.shim.remote': streamingZipConduit,
  'com.apple.misagent.shim.remote': misagent,
  'com.apple.crashreportcopymobile.shim.remote': crashReportFolder,
  'com.apple.crashreportmover.shim.remote': crashReportMover,
  'com.apple.mobile.mobile_image_mounter.shim.remote': imageMounter,
  ...Object.fromEntries(ofTheImage.map((name) => [name, developerService])),
  [INSTRUMENTS]: instruments,
};

/** A command that reached the phone; `atMs` is of the host's monotonic clock, comparable across processes. */
export interface ReceivedCommand {
  readonly atMs: number;
  readonly service: string;
  readonly command: string;
}

export interface VirtualPhoneOptions {
  readonly udid: string;
  /** A loopback address; that of the first phone of a lab where it is not given. */
  readonly address?: string;
  readonly name: string;
  readonly productType: string;
  readonly osVersion: string;
  readonly osBuild: string;
  /** Folder of the phone's file system. */
  readonly root: string;
  readonly launchApp: LaunchApp;
  readonly battery: () => { temperatureCelsius: number; percent: number; charging: boolean };
  readonly thermalState: () => number;
  readonly freeBytes: () => number;
  /** Most bytes of a file in one answer; all that was asked for, where it is not given. */
  readonly mostOfARead?: () => number;
  /** A healthy one where it is not given. */
  readonly condition?: PhoneCondition;
  /** Answers in its place, as far as they were recorded. */
  readonly recording?: RecordedPhone | undefined;
}

export interface VirtualPhone {
  readonly udid: string;
  readonly address: string;
  readonly webDriverAgentUrl: string;
  readonly condition: PhoneCondition;
  /** Port of each service, as the tunnel registry lists it. */
  readonly services: Readonly<Record<string, number>>;
  /** Port of lockdownd, which a cable leads to. */
  readonly lockdownPort: number;
  readonly commands: readonly ReceivedCommand[];
  installedApps(): readonly InstalledApp[];
  /** Puts an app on the phone as if it came with it. */
  preinstall(app: IpaContent): Promise<void>;
  /** Starts it anew: no app runs any more, and its boot has another id. */
  restart(): void;
  close(): Promise<void>;
}

/** Starts one phone: every service on a port of its own, and a WebDriverAgent; all of them, or none is left. */
export async function startVirtualPhone(options: VirtualPhoneOptions): Promise<VirtualPhone> {
  const { address = loopbackAddress(0) } = options;
  await mkdir(options.root, { recursive: true });
  const commands: ReceivedCommand[] = [];
  const foreground = new Foreground(options.launchApp);
  const state = phoneState(options, commands);
  const runner = agentRunner(address, () => agent);
  const processes = phoneProcesses(state.apps, state.condition, { foreground, runner });
  const phone: PhoneState = { ...state, processes };
  const agent = new WebDriverAgent({ phone, foreground, thermalState: options.thermalState });
  const sockets = new Set<Socket>();
  const servers = Object.entries({ ...catalogue, [LOCKDOWND]: lockdown }).map(
    ([name, service]) => [name, serviceServer({ name, service }, phone, sockets)] as const,
  );
  const close = async (): Promise<void> => {
    foreground.end();
    runner.stop();
    await agent.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  };
  try {
    const services: Record<string, number> = {};
    for (const [name, server] of servers) services[name] = await listen(server, address);
    const { [LOCKDOWND]: lockdownPort = NOBODY_LISTENS, ...tunnelled } = services;
    const offered = asRecorded(tunnelled, phone.recorded);
    return {
      udid: options.udid,
      address,
      webDriverAgentUrl: await agent.listen(address),
      condition: phone.condition,
      services: offered,
      lockdownPort,
      commands,
      installedApps: () => phone.apps.all(),
      preinstall: (app) => phone.apps.install(app),
      restart() {
        foreground.end();
        runner.stop();
        phone.condition.bootSession = randomUUID();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As iOS says that a profile does not name the phone. */
const WRONG_SIGNATURE =
  'Failed to verify code signature: 0xe8008015 (A valid provisioning profile was not found)';

/** As it says that one has ended, while it installs. */
const PROFILE_ENDED = 'Failed to verify code signature: 0xe8008011 (This provisioning profile has expired.)';

const guardedApps = (apps: AppContainers, condition: PhoneCondition): AppContainers => ({
  ...apps,
  install: async (content) => {
    if (condition.refusesApps) throw new Error(WRONG_SIGNATURE);
    if (hasProfileEnded(condition)) throw new Error(PROFILE_ENDED);
    return apps.install(content);
  },
});

/** Where a phone below this folder keeps its crash reports. */
export const crashFolderOf = (root: string): string => join(root, 'crash-reports');

function phoneState(
  options: VirtualPhoneOptions,
  commands: ReceivedCommand[],
): Omit<PhoneState, 'processes'> {
  const observers = new Set<(name: string) => void>();
  const recorded = options.recording ? recordedAnswers(options.recording) : null;
  const condition = options.condition ?? conditionAs(recorded);
  return {
    udid: options.udid,
    name: options.name,
    productType: options.productType,
    osVersion: options.osVersion,
    osBuild: options.osBuild,
    apps: guardedApps(appContainers(options.root), condition),
    crashFolder: crashFolderOf(options.root),
    condition,
    freeBytes: () => (condition.isFull ? 0 : options.freeBytes()),
    recorded,
    mostOfARead: options.mostOfARead ?? (() => Number.POSITIVE_INFINITY),
    battery: () => batteryUnder(condition, options.battery()),
    record: (service, command) => {
      commands.push({ atMs: performance.timeOrigin + performance.now(), service, command });
    },
    observers,
    notify: (name) => {
      for (const observe of observers) observe(name);
    },
  };
}

/** A battery as it is, but for what the condition says. A level that was set does not charge. */
function batteryUnder(
  { batteryCelsius, batteryPercent }: PhoneCondition,
  { temperatureCelsius, percent, charging }: ReturnType<PhoneState['battery']>,
): ReturnType<PhoneState['battery']> {
  return {
    temperatureCelsius: batteryCelsius ?? temperatureCelsius,
    percent: batteryPercent ?? percent,
    charging: batteryPercent === null && charging,
  };
}

/** The catalogue of a recorded phone: what it had beside ours refuses every connection. */
function asRecorded(
  own: Readonly<Record<string, number>>,
  recorded: RecordedAnswers | null,
): Record<string, number> {
  if (!recorded?.services) return { ...own };
  return Object.fromEntries(recorded.services.map((name) => [name, own[name] ?? NOBODY_LISTENS]));
}

/** Of the host's privileged services: on a loopback address nobody answers there. */
const NOBODY_LISTENS = 1;

function conditionAs(recorded: RecordedAnswers | null): PhoneCondition {
  const healthy = healthyCondition();
  if (recorded === null) return healthy;
  return {
    ...healthy,
    developerMode: recorded.developerMode ?? healthy.developerMode,
    connectionType: recorded.connectionType ?? healthy.connectionType,
    refusing: [...recorded.mute],
  };
}

function serviceServer(
  { name, service }: { name: string; service: Service },
  phone: PhoneState,
  sockets: Set<Socket>,
): Server {
  return createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (phone.condition.refusing.includes(name)) return void socket.destroy();
    const reader = byteReader(socket);
    if (phone.condition.silent.includes(name)) return;
    const converse = async (): Promise<void> => {
      if (unannounced.includes(name) || (await checkIn(socket, reader))) await service(socket, reader, phone);
    };
    // A client that sends nonsense loses its connection, as on a phone; the phone lives on.
    converse().catch(() => socket.destroy());
  });
}

async function listen(server: Server, at: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, at, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a service did not bind a port');
  return address.port;
}
