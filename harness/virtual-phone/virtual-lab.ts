import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { seedOf } from '../statistics/random.ts';
import { createPhoneBody, type PhoneBody } from './app/phone-body.ts';
import type { MeasuredWindow } from './app/window-log.ts';
import type { PhoneCondition } from './condition.ts';
import { loopbackAddress } from './loopback.ts';
import { crashFolderOf, type ReceivedCommand, startVirtualPhone, type VirtualPhone } from './phone-server.ts';
import { profileNamed } from './physics/profiles.ts';
import { readRecording } from './recorded/recorded-phone.ts';
import { startTunnelRegistry } from './registry.ts';
import { writeCrashReport } from './services/crash-reports.ts';

export interface VirtualPhonePlan {
  readonly id: string;
  readonly name: string;
  readonly profile: string;
  readonly os: string;
  /** Path of the program that is the agent of its apps; the TypeScript agent where there is none. */
  readonly agentProgram?: string | undefined;
  /** `exchanges.json` of a phone that was recorded: this one answers as that did. */
  readonly recording?: string | undefined;
}

export interface VirtualLabOptions {
  readonly phones: readonly VirtualPhonePlan[];
  readonly seed: number;
  /** UTC at which the phones' virtual time begins, ISO 8601. */
  readonly startedAt: string;
  /** Folder of the phones' file systems. */
  readonly root: string;
  /** Scratch home with the registry's port file. */
  readonly stateHome: string;
  /** Puts something in front of each phone, such as gates that fail. */
  readonly rig?: Rig | undefined;
}

/** What stands between a phone and whoever drives it. */
export type Rig = (id: string, phone: VirtualPhone) => Promise<VirtualPhone>;

export interface VirtualStation {
  readonly udid: string;
  readonly webDriverAgentUrl: string;
  readonly registryPort: number;
  /** Seconds of the phone's virtual time. */
  wait(seconds: number): Promise<void>;
  /** The virtual time until which it was waited for; the phone itself may have computed further. */
  askedSeconds(): number;
  /** What the last app process said before it ended with an error, or an empty text. */
  lastWords(): string;
  /** How the phone was left; what is changed here is found by whoever asks next. */
  readonly condition: PhoneCondition;
  readonly commands: readonly ReceivedCommand[];
  readonly windows: readonly MeasuredWindow[];
}

export interface VirtualLab {
  stationOf(id: string): VirtualStation | null;
  close(): Promise<void>;
}

const FREE_BYTES = 60e9;
const OS_BUILD = '23B85';

/** Starts every phone and the tunnel registry that leads to them; when one of them cannot start, none is left. */
export async function openVirtualLab(options: VirtualLabOptions): Promise<VirtualLab> {
  const started = await Promise.allSettled(
    options.phones.map((phone, place) => openPhone(phone, loopbackAddress(place), options)),
  );
  const opened = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const closePhones = async (): Promise<void> => {
    await Promise.all(opened.map(({ phone, body }) => Promise.all([phone.close(), body.close()])));
  };
  try {
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    const phones = opened.map(({ phone }) => phone);
    const registry = await startTunnelRegistry(phones, options.stateHome);
    const stations = new Map(
      opened.map((each): [string, VirtualStation] => [each.id, stationOf(each, registry.port)]),
    );
    return {
      stationOf: (id) => stations.get(id) ?? null,
      async close() {
        await registry.close();
        await closePhones();
      },
    };
  } catch (error) {
    await closePhones();
    throw error;
  }
}

const stationOf = ({ phone, body }: OpenedPhone, registryPort: number): VirtualStation => ({
  udid: phone.udid,
  webDriverAgentUrl: phone.webDriverAgentUrl,
  registryPort,
  wait: (seconds) => body.waitSeconds(seconds),
  askedSeconds: () => body.askedSeconds(),
  lastWords: () => body.lastWords(),
  condition: phone.condition,
  commands: phone.commands,
  windows: body.windows,
});

interface OpenedPhone {
  readonly id: string;
  readonly phone: VirtualPhone;
  readonly body: PhoneBody;
}

async function openPhone(
  plan: VirtualPhonePlan,
  address: string,
  options: VirtualLabOptions,
): Promise<OpenedPhone> {
  const profile = profileNamed(plan.profile);
  const body = createPhoneBody({
    profile: plan.profile,
    seed: seedOf(options.seed, plan.id),
    osVersion: plan.os,
    osBuild: OS_BUILD,
    startedAt: options.startedAt,
    agentProgram: plan.agentProgram ?? null,
    onDeath: (dead) => writeCrashReport(crashFolderOf(join(options.root, plan.id)), dead),
  });
  const phone: VirtualPhone = await startVirtualPhone({
    udid: virtualUdid(plan.id),
    address,
    name: plan.name,
    productType: profile.productType,
    osVersion: plan.os,
    osBuild: OS_BUILD,
    root: join(options.root, plan.id),
    battery: () => body.battery(),
    thermalState: () => body.thermalState(),
    freeBytes: () => FREE_BYTES,
    recording: plan.recording === undefined ? undefined : await readRecording(plan.recording),
    launchApp: (app, environment) =>
      body.onLaunch({
        bundleId: app.bundleId,
        environment,
        documentsDir: join(app.container, 'Documents'),
        app: { version: app.version, name: app.name, effects: app.plantedEffects },
      }),
  });
  return { id: plan.id, phone: (await options.rig?.(plan.id, phone)) ?? phone, body };
}

/** The form of a real one (8 and 16 hexadecimal digits), made from the id, so that equal labs have equal phones. */
function virtualUdid(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex').toUpperCase();
  return `${hash.slice(0, 8)}-${hash.slice(8, 24)}`;
}
