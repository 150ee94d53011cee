import { join } from 'node:path';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { CooldownPolicy, Device } from '../lab/devices-file.ts';
import type { ExaminedBuild, ExaminedPhone } from '../lab/doctor/phone.ts';
import type { KeptVersions } from '../lab/kept-versions.ts';
import { listedRunner } from '../phone/agent-runner.ts';
import { portFile, portIn } from '../phone/tunnel-registry.ts';
import { profileNamed } from '../virtual-phone/physics/profiles.ts';
import { openVirtualLab, type VirtualLab } from '../virtual-phone/virtual-lab.ts';
import type { Agents } from './agents.ts';
import type { ExaminedLab } from './examine-lab.ts';
import { thisHost, virtualHost } from './host-ports.ts';
import { examinedPhone } from './phone-ports.ts';

/** The phones of devices.json that are to be examined, and what that takes. */
export interface LabToExamine {
  readonly devices: readonly Device[];
  readonly cooldown: CooldownPolicy;
  readonly builds: readonly ExaminedBuild[];
  readonly kept: KeptVersions;
  readonly agents: Agents;
  /** Who has the phone; null: nobody but us. */
  readonly holder: (udid: string) => Promise<string | null>;
  /** Seconds of this host's time. */
  readonly wait: (seconds: number) => Promise<void>;
}

type Iphone = Extract<Device, { kind: 'iphone' }>;
type VirtualPhone = Extract<Device, { kind: 'virtual' }>;

/** The labs of these phones: their virtual phones, which are made for it, and their iPhones. Both close with `work`. */
export async function withExaminedLabs<T>(
  wanted: LabToExamine,
  work: (labs: readonly ExaminedLab[]) => Promise<T>,
): Promise<T> {
  const virtual = wanted.devices.flatMap((device) => (device.kind === 'virtual' ? [device] : []));
  const iphones = wanted.devices.flatMap((device) => (device.kind === 'iphone' ? [device] : []));
  const real = iphones.length > 0 ? [realLab(iphones, wanted)] : [];
  if (virtual.length === 0) return work(real);
  const folder = await scratchFolder('doctor-lab');
  try {
    const lab = await openVirtualLab({
      phones: virtual,
      seed: 1,
      startedAt: new Date().toISOString(),
      root: join(folder.path, 'phones'),
      stateHome: join(folder.path, 'state'),
    });
    try {
      return await work([virtualLab(virtual, lab, wanted), ...real]);
    } finally {
      await lab.close();
    }
  } finally {
    await folder.remove();
  }
}

function realLab(iphones: readonly Iphone[], wanted: LabToExamine): ExaminedLab {
  const host = thisHost(wanted.kept);
  const phones = iphones.map((device): ExaminedPhone => {
    const {
      id,
      udid,
      os,
      osBuild,
      model,
      appiumUrl,
      webDriverAgentBundleId,
      webDriverAgentUrl,
      webDriverAgent,
    } = device;
    return examinedPhone({
      host,
      expected: {
        ...{ id, udid, os, osBuild, model, isVirtual: false },
        webDriverAgent: webDriverAgentUrl ? null : listedRunner(webDriverAgentBundleId),
        spareAgent: webDriverAgent,
        gateCelsius: wanted.cooldown.batteryCelsius,
      },
      builds: wanted.builds,
      agent: webDriverAgentUrl
        ? wanted.agents.at(webDriverAgentUrl)
        : wanted.agents.preinstalled({ udid, os, appiumUrl, webDriverAgentBundleId, spare: webDriverAgent }),
      holder: () => wanted.holder(udid),
      wait: wanted.wait,
      registryPort: () => portIn(portFile()),
    });
  });
  return { host, phones, isVirtual: false };
}

function virtualLab(devices: readonly VirtualPhone[], lab: VirtualLab, wanted: LabToExamine): ExaminedLab {
  const stations = devices.flatMap((device) => {
    const station = lab.stationOf(device.id);
    return station ? [{ device, station }] : [];
  });
  const host = virtualHost(thisHost(wanted.kept), stations[0]?.station.registryPort ?? 0);
  const phones = stations.map(
    ({ device, station }): ExaminedPhone =>
      examinedPhone({
        host,
        expected: {
          ...{ id: device.id, udid: station.udid, os: device.os, isVirtual: true },
          model: profileNamed(device.profile).productType,
          webDriverAgent: listedRunner(undefined),
          gateCelsius: wanted.cooldown.batteryCelsius,
        },
        builds: wanted.builds,
        agent: wanted.agents.at(station.webDriverAgentUrl),
        // It is made for this examination: nobody else can reach it.
        holder: async () => null,
        wait: (seconds) => station.wait(seconds),
        registryPort: async () => station.registryPort,
      }),
  );
  return { host, phones, isVirtual: true };
}
