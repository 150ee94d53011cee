import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { seedOf } from '../judge/statistics/random.ts';
import { createPhoneBody } from './app/phone-body.ts';
import type { MeasuredWindow } from './app/window-log.ts';
import { type ReceivedCommand, startVirtualPhone, type VirtualPhone } from './phone-server.ts';
import { profileNamed } from './physics/profiles.ts';
import { startTunnelRegistry } from './registry.ts';

export interface VirtualPhonePlan {
  readonly id: string;
  readonly name: string;
  readonly profile: string;
  readonly os: string;
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
}

export interface VirtualStation {
  readonly udid: string;
  readonly webDriverAgentUrl: string;
  readonly registryPort: number;
  /** Seconds of the phone's virtual time. */
  wait(seconds: number): Promise<void>;
  readonly commands: readonly ReceivedCommand[];
  readonly windows: readonly MeasuredWindow[];
}

export interface VirtualLab {
  stationOf(id: string): VirtualStation | null;
  close(): Promise<void>;
}

const FREE_BYTES = 60e9;
const OS_BUILD = '23B85';

/** Starts every phone and the tunnel registry that leads to them. */
export async function openVirtualLab(options: VirtualLabOptions): Promise<VirtualLab> {
  const opened = await Promise.all(options.phones.map((phone) => openPhone(phone, options)));
  const registry = await startTunnelRegistry(
    opened.map(({ phone }) => phone),
    options.stateHome,
  );
  const stations = new Map(
    opened.map(({ id, phone, body }): [string, VirtualStation] => [
      id,
      {
        udid: phone.udid,
        webDriverAgentUrl: phone.webDriverAgentUrl,
        registryPort: registry.port,
        wait: (seconds) => body.waitSeconds(seconds),
        commands: phone.commands,
        windows: body.windows,
      },
    ]),
  );
  return {
    stationOf: (id) => stations.get(id) ?? null,
    async close() {
      await registry.close();
      await Promise.all(opened.map(({ phone, body }) => Promise.all([phone.close(), body.close()])));
    },
  };
}

async function openPhone(plan: VirtualPhonePlan, options: VirtualLabOptions) {
  const profile = profileNamed(plan.profile);
  const body = createPhoneBody({
    profile: plan.profile,
    seed: seedOf(options.seed, plan.id),
    osVersion: plan.os,
    osBuild: OS_BUILD,
    startedAt: options.startedAt,
  });
  const phone: VirtualPhone = await startVirtualPhone({
    udid: virtualUdid(plan.id),
    name: plan.name,
    productType: profile.productType,
    osVersion: plan.os,
    osBuild: OS_BUILD,
    root: join(options.root, plan.id),
    battery: () => body.battery(),
    thermalState: () => body.thermalState(),
    freeBytes: () => FREE_BYTES,
    launchApp: (app, environment) =>
      body.onLaunch({
        bundleId: app.bundleId,
        environment,
        documentsDir: join(app.container, 'Documents'),
        app: { version: app.version, effects: app.plantedEffects },
      }),
  });
  return { id: plan.id, phone, body };
}

/** The form of a real one (8 and 16 hexadecimal digits), made from the id, so that equal labs have equal phones. */
function virtualUdid(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex').toUpperCase();
  return `${hash.slice(0, 8)}-${hash.slice(8, 24)}`;
}
