import { setTimeout } from 'node:timers/promises';
import type { Device } from '../lab/devices-file.ts';
import { type Examined, isOpen, type Occasion } from '../lab/doctor/check.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { keptVersions } from '../lab/kept-versions.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { driverPackages } from '../phone/examined/driver-packages.ts';
import { openAgents } from '../preflight/agents.ts';
import { examineLab } from '../preflight/examine-lab.ts';
import { holdPhones } from '../preflight/hold-phones.ts';
import { withExaminedLabs } from '../preflight/open-examined-lab.ts';
import { chooseDevices, type PhoneChoice } from './plan/choose-devices.ts';
import { examinedBuilds } from './plan/examined-build.ts';
import { readBuild } from './plan/read-build.ts';
import { readDevices } from './plan/read-devices.ts';
import { type Ports, portsOf } from './ports.ts';

/** What is examined, and how thoroughly. */
export interface DoctorOptions extends PhoneChoice {
  readonly devices?: string | undefined;
  /** Paths of build.json files that are to run on the phones. */
  readonly build?: readonly string[] | undefined;
  /** Also the checks that take minutes. */
  readonly long?: boolean | undefined;
  /** Keeps the versions of Appium, driver and WebDriverAgent as those of this lab. */
  readonly keep?: boolean | undefined;
}

/** What the doctor found. */
export interface Examination {
  readonly checks: readonly Examined[];
  /** Whether everything without which no run begins is known to hold. */
  readonly fit: boolean;
  /** Phones that had been in quarantine and take part in runs again. */
  readonly released: readonly string[];
}

/**
 * Examines this host and the phones of the lab. What does not hold is a finding, and no error.
 * @param onExamined called with all that was found of the host, or of a phone
 * @throws HeatsoakError of kind usage for a file or a phone that does not exist
 */
export async function doctor(
  options: DoctorOptions = {},
  ports: Pick<Ports, 'folders'> = {},
  onExamined?: (examined: readonly Examined[]) => void,
): Promise<Examination> {
  const { folders } = portsOf(ports);
  const lab = await readDevices(options.devices);
  const builds = await Promise.all(
    (options.build ?? []).map((path) => readBuild('candidate', path, 'build')),
  );
  const kept = keptVersions(folders.cache);
  if (options.keep) await kept.keep((await driverPackages('installed')).versions);
  const held = holdPhones(fileLeases(folders.leases), 'doctor');
  const agents = openAgents();
  const occasion: Occasion = options.long ? 'long' : 'doctor';
  try {
    const devices = chooseDevices(lab, options);
    const wanted = {
      devices,
      cooldown: lab.cooldown,
      builds: examinedBuilds(builds),
      wait: (seconds: number) => setTimeout(seconds * 1000),
      holder: held.holder,
      ...{ kept, agents },
    };
    const checks = await withExaminedLabs(wanted, async (labs) => {
      const found: Examined[] = [];
      for (const each of labs) found.push(...(await examineLab(each, occasion, onExamined)));
      return found;
    });
    const released = options.long ? await releaseHealthy(devices, checks, folders.leases) : [];
    return { checks, fit: !checks.some(isOpen), released };
  } finally {
    await agents.close();
    await held.release();
  }
}

/** A phone of which the long examination finds nothing bad is let out of quarantine. @returns their ids */
async function releaseHealthy(
  devices: readonly Device[],
  checks: readonly Examined[],
  leases: string,
): Promise<string[]> {
  const states = filePhoneStates(leases);
  const released: string[] = [];
  for (const device of devices) {
    if (device.kind !== 'iphone') continue;
    const isWell = !checks.some((each) => isOpen(each) && (each.device ?? device.id) === device.id);
    if (isWell && (await states.quarantineOf(device.udid)) && (await states.release(device.udid)))
      released.push(device.id);
  }
  return released;
}
