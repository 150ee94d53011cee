import { filePhoneStates } from '../lab/phone-states.ts';
import type { Quarantine } from '../lab/quarantine.ts';
import { deviceWithId } from './plan/choose-devices.ts';
import { readDevices } from './plan/read-devices.ts';
import { type Ports, portsOf } from './ports.ts';

/** A phone of devices.json, and whether it had been in quarantine. */
export interface ReleasedDevice {
  readonly device: string;
  readonly released: boolean;
}

/** Lets a phone back into runs, and forgets its losses. @throws HeatsoakError `DEVICE_UNKNOWN` */
export async function releaseDevice(
  id: string,
  { devices }: { readonly devices?: string | undefined } = {},
  ports: Pick<Ports, 'folders'> = {},
): Promise<ReleasedDevice> {
  const device = deviceWithId(await readDevices(devices), id);
  const states = filePhoneStates(portsOf(ports).folders.leases);
  const released = device.kind === 'iphone' && (await states.release(device.udid));
  return { device: id, released };
}

/** Phones of devices.json that runs leave out, by id. */
export async function quarantinedDevices(
  { devices }: { readonly devices?: string | undefined } = {},
  ports: Pick<Ports, 'folders'> = {},
): Promise<ReadonlyMap<string, Quarantine>> {
  const states = filePhoneStates(portsOf(ports).folders.leases);
  const found = new Map<string, Quarantine>();
  for (const device of (await readDevices(devices)).devices) {
    const state = device.kind === 'iphone' ? await states.quarantineOf(device.udid) : null;
    if (state) found.set(device.id, state);
  }
  return found;
}
