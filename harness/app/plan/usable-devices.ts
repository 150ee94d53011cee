import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import type { Device } from '../../lab/devices-file.ts';
import type { PhoneStates } from '../../lab/phone-states.ts';

/** The phones of a run, and those that are left out of it. */
export interface UsableDevices {
  readonly devices: readonly Device[];
  readonly quarantined: NonNullable<Manifest['quarantined']>;
}

/** Leaves out the phones in quarantine. @throws HeatsoakError `PHONE_QUARANTINED` where no phone is left */
export async function usableDevices(
  chosen: readonly Device[],
  states: Pick<PhoneStates, 'quarantineOf'>,
): Promise<UsableDevices> {
  const quarantined: UsableDevices['quarantined'] = [];
  for (const device of chosen) {
    // A virtual phone is made for its run.
    const state = device.kind === 'iphone' ? await states.quarantineOf(device.udid) : null;
    if (state) quarantined.push({ device: device.id, ...state });
  }
  const devices = chosen.filter(({ id }) => !quarantined.some(({ device }) => device === id));
  const [first] = quarantined;
  if (devices.length === 0 && first)
    throw new HeatsoakError(
      'PHONE_QUARANTINED',
      `no phone is left: ${quarantined.map(({ device, why, since }) => `${device} is in quarantine since ${since}, ${why}`).join('; ')}`,
      {
        hint: `heatsoak doctor --long --device ${first.device} lets it back once all is well, heatsoak devices release ${first.device} in any case`,
      },
    );
  return { devices, quarantined };
}
