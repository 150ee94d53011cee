import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedDevice } from '../experiment/manifest.ts';
import { makeFolder } from '../files/make-folder.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Device } from '../lab/devices-file.ts';
import { swiftAgent } from '../lab/swift-agent.ts';
import { startAppiumServer } from '../phone/appium-server.ts';
import { awaitPhone } from '../phone/await-phone.ts';
import { type KeptAppium, keepAppium } from '../phone/kept-appium.ts';
import { openPhone, openPhoneFiles } from '../phone/open-phone.ts';
import { hostRegistryPort } from '../phone/tunnel-registry.ts';
import { must } from '../statistics/must.ts';
import {
  openVirtualLab,
  type Rig,
  type VirtualLab,
  type VirtualStation,
} from '../virtual-phone/virtual-lab.ts';
import { keepAwake } from './keep-awake.ts';
import type { OpenLab, PhoneSlot } from './phone-slot.ts';

/** A lab whose virtual phones show what reached them and when they measured: proof that nobody disturbed a window. */
export interface ObservedLab extends OpenLab {
  /** @throws HeatsoakError `DEVICE_UNKNOWN` for a phone that is not virtual */
  observe(
    id: string,
  ): Pick<VirtualStation, 'commands' | 'windows' | 'udid' | 'registryPort' | 'webDriverAgentUrl'>;
  /** Ends the Appium server as a crash would: proof of what a run does then. */
  endAppium(): void;
}

/**
 * Starts the Appium server, and the virtual lab where devices.json names virtual phones.
 * The server's log stays in `logFolder`. A `rig` stands in front of virtual phones. A lab is all virtual or all real: one Appium
 * server knows one tunnel registry.
 * @throws HeatsoakError `LAB_MIXED`, `SWIFT_AGENT_MISSING`, or what the servers report
 */
export async function openLab(
  manifest: Manifest,
  devices: readonly Device[],
  signal: AbortSignal,
  logFolder: string,
  rig?: Rig,
): Promise<ObservedLab> {
  const virtual = devices.filter((device) => device.kind === 'virtual');
  if (virtual.length > 0 && virtual.length < devices.length) {
    throw new HeatsoakError(
      'LAB_MIXED',
      'virtual and real phones cannot share a run: one Appium server knows one tunnel registry',
      {
        hint: 'choose with --device, or keep two devices files and pass --devices',
      },
    );
  }
  // A run that is ended at once leaves no phones' files either: they hold whole models.
  const folder = await scratchFolder('lab');
  const scratch = folder.path;
  const opened: Undo[] = [() => folder.remove()];
  const close = (): Promise<void> => undoAll(opened.splice(0).reverse());
  try {
    if (virtual.length === 0) opened.push(keepAwake());
    const lab = virtual.length > 0 ? await startVirtual(manifest, virtual, { scratch, rig }) : null;
    if (lab) opened.push(() => lab.close());
    const appium = devices.every(hasAppium) ? null : await startAppium(scratch, lab, logFolder);
    opened.push(async () => appium?.close());
    return {
      slots: manifest.sessions.map(({ device }) => stationOf(device, devices, { appium, lab, signal })),
      observe: (id) => observed(lab, id),
      endAppium: () => appium?.kill(),
      close,
    };
  } catch (error) {
    // Why it could not start matters more than what could not be taken down.
    await close().catch(() => undefined);
    throw error;
  }
}

type Undo = () => Promise<void>;

/** A step that fails must not keep the others from being done. */
async function undoAll(steps: readonly Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of steps) await undo().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

function observed(lab: VirtualLab | null, id: string): VirtualStation {
  const slot = lab?.stationOf(id);
  if (!slot) throw new HeatsoakError('DEVICE_UNKNOWN', `${id} is not a virtual phone of this lab`);
  return slot;
}

async function startVirtual(
  manifest: Manifest,
  devices: readonly Device[],
  { scratch, rig }: { readonly scratch: string; readonly rig: Rig | undefined },
): Promise<VirtualLab> {
  const phones = devices.flatMap((device) => (device.kind === 'virtual' ? [device] : []));
  return openVirtualLab({
    phones: phones.map((phone) => ({ ...phone, agentProgram: agentProgramOf(manifest, phone.id) })),
    seed: manifest.seed,
    startedAt: manifest.startedAt,
    root: join(scratch, 'phones'),
    stateHome: join(scratch, 'state'),
    rig,
  });
}

/** As it was planned: a run that is gone on with keeps its agent, whatever devices.json says by then. */
function agentProgramOf({ sessions }: Manifest, id: string): string | undefined {
  const planned = sessions.find(({ device }) => device.id === id);
  return planned?.device.agent === 'swift' ? swiftAgent() : undefined;
}

async function startAppium(scratch: string, lab: VirtualLab | null, logFolder: string): Promise<KeptAppium> {
  const appiumHome = join(scratch, 'appium');
  await makeFolder(appiumHome);
  return keepAppium(() =>
    startAppiumServer({
      appiumHome,
      stateHome: lab ? join(scratch, 'state') : null,
      logPath: join(logFolder, 'appium.log'),
    }),
  );
}

const hasAppium = (device: Device): boolean => device.kind === 'iphone' && device.appiumUrl !== undefined;

const urlOf = (appium: KeptAppium | null): Promise<string> =>
  must(appium, "the run's own Appium server").url();

interface Opened {
  /** Null where every phone has a server that runs already. */
  readonly appium: KeptAppium | null;
  readonly lab: VirtualLab | null;
  /** Ends a wait on a real phone at once. */
  readonly signal: AbortSignal;
}

function stationOf(
  planned: PlannedDevice,
  devices: readonly Device[],
  { appium, lab, signal }: Opened,
): PhoneSlot {
  const device = devices.find((each) => each.id === planned.id);
  if (!device) throw new HeatsoakError('DEVICE_UNKNOWN', `devices.json has no ${planned.id}`);
  if (device.kind === 'virtual') {
    return virtualStation(planned, observed(lab, device.id), { appium, signal, pace: device.pace });
  }
  return {
    device: planned,
    open: async (onCommand) =>
      openPhone({
        appiumUrl: device.appiumUrl ?? (await urlOf(appium)),
        udid: device.udid,
        platformVersion: device.os,
        webDriverAgentUrl: device.webDriverAgentUrl,
        webDriverAgentBundleId: device.webDriverAgentBundleId,
        webDriverAgent: device.webDriverAgent,
        registryPort: null,
        onCommand,
      }),
    openFiles: (onCommand) => openPhoneFiles({ registryPort: null, udid: device.udid, onCommand }),
    wait: (seconds) => waitFor(seconds, signal),
    isBack: async ({ pauseSeconds, limitSeconds, awaits }) => {
      await waitFor(pauseSeconds, signal);
      const { udid } = device;
      return awaitPhone({ registryPort: hostRegistryPort, udid, limitSeconds, awaits, signal });
    },
  };
}

/** Real time; ends at once with the reason of the signal, not with Node's own words for it. */
export async function waitFor(seconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(seconds * 1000, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** Hours of a virtual phone pass in seconds; one that is gone from this process does not come back later. */
const VIRTUAL_PHONE_AWAY_SECONDS = 20;
const VIRTUAL_PAUSE_SECONDS = 2;

function virtualStation(
  planned: PlannedDevice,
  phone: VirtualStation,
  { appium, signal, pace }: Pick<Opened, 'appium' | 'signal'> & { readonly pace: number | undefined },
): PhoneSlot {
  return {
    device: planned,
    open: async (onCommand) =>
      openPhone({
        appiumUrl: await urlOf(appium),
        udid: phone.udid,
        platformVersion: planned.os,
        webDriverAgentUrl: phone.webDriverAgentUrl,
        registryPort: phone.registryPort,
        onCommand,
      }),
    openFiles: (onCommand) =>
      openPhoneFiles({ registryPort: phone.registryPort, udid: phone.udid, onCommand }),
    async wait(seconds) {
      const wait = phone.wait(seconds);
      if (pace !== undefined) await waitFor(seconds / pace, signal);
      await wait;
    },
    phoneSeconds: () => phone.askedSeconds(),
    async isBack({ pauseSeconds, limitSeconds, awaits }) {
      await waitFor(Math.min(pauseSeconds, VIRTUAL_PAUSE_SECONDS), signal);
      return awaitPhone({
        registryPort: async () => phone.registryPort,
        udid: phone.udid,
        limitSeconds: Math.min(limitSeconds, VIRTUAL_PHONE_AWAY_SECONDS),
        awaits,
        signal,
      });
    },
    lastWords: () => phone.lastWords(),
  };
}
