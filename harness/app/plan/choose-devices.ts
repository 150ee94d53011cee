import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { Device, DevicesFile } from '../../lab/devices-file.ts';
import { plannedDevice } from './planned-device.ts';

/** Which phones of the lab are meant; each option that is given must hold, and all phones are meant where none is. */
export interface PhoneChoice {
  /** Ids, tags or models, in any mixture. */
  readonly device?: readonly string[] | undefined;
  /** Any of these tags. */
  readonly tag?: readonly string[] | undefined;
  /** Any of these models, as a phone reports itself: `iPhone15,4`. */
  readonly model?: readonly string[] | undefined;
}

/** The phones that are meant, in the order of their first mention. @throws HeatsoakError `DEVICE_UNKNOWN` */
export function chooseDevices({ devices }: DevicesFile, { device, tag, model }: PhoneChoice): Device[] {
  const named = device?.flatMap((name) => devicesNamed(name, devices)) ?? devices;
  const tagged = tag?.flatMap((name) => devicesWith('tag', name, devices, tagsOf)) ?? devices;
  const ofModel = model?.flatMap((name) => devicesWith('model', name, devices, modelsOf)) ?? devices;
  const chosen = new Set(named.filter((each) => tagged.includes(each) && ofModel.includes(each)));
  if (chosen.size > 0) return [...chosen];
  throw new HeatsoakError('DEVICE_UNKNOWN', 'no phone of devices.json is all that was asked for', {
    hint: `each option must hold; ${devices.map(describe).join('; ')}`,
  });
}

/** The one phone with this id; a tag or a model is no id. @throws HeatsoakError `DEVICE_UNKNOWN` */
export function deviceWithId({ devices }: DevicesFile, id: string): Device {
  const device = devices.find((each) => each.id === id);
  if (device) return device;
  throw unknown('device', id, devices, idsOf);
}

/** The ids of chosen phones for a command that chooses the same again, whatever tags they have by then. */
export const namedIds = (
  { device, tag, model }: PhoneChoice,
  chosen: readonly Device[],
): string[] | undefined => ((device ?? tag ?? model) ? chosen.map(({ id }) => id) : undefined);

const idsOf = ({ id }: Device): string[] => [id];
const tagsOf = ({ tags }: Device): string[] => tags ?? [];
const modelsOf = (device: Device): string[] => [plannedDevice(device).model];

const describe = (device: Device): string =>
  `${device.id} (${[...modelsOf(device), ...tagsOf(device)].join(', ')})`;

/** An id is a phone's alone, so it goes first; no tag is an id of another phone. */
function devicesNamed(name: string, devices: readonly Device[]): readonly Device[] {
  for (const namesOf of [idsOf, tagsOf, modelsOf]) {
    const found = devices.filter((device) => namesOf(device).includes(name));
    if (found.length > 0) return found;
  }
  throw unknown('device', name, devices, (device) => [
    ...idsOf(device),
    ...tagsOf(device),
    ...modelsOf(device),
  ]);
}

function devicesWith(
  what: string,
  name: string,
  devices: readonly Device[],
  namesOf: (device: Device) => string[],
): readonly Device[] {
  const found = devices.filter((device) => namesOf(device).includes(name));
  if (found.length === 0) throw unknown(what, name, devices, namesOf);
  return found;
}

function unknown(
  what: string,
  name: string,
  devices: readonly Device[],
  namesOf: (device: Device) => string[],
): HeatsoakError {
  const known = [...new Set(devices.flatMap(namesOf))];
  const near = didYouMean(nearestName(name, known));
  return new HeatsoakError('DEVICE_UNKNOWN', `no ${what} "${name}" in devices.json${near}`, {
    hint: known.length > 0 ? `known: ${known.join(', ')}` : `no phone of devices.json has a ${what}`,
  });
}
