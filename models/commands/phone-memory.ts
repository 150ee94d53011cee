import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../harness/errors/nearest.ts';
import type { Device } from '../../harness/lab/devices-file.ts';
import { type Profile, profileNamed, profiles } from '../../harness/virtual-phone/physics/profiles.ts';
import type { KnownBytes, PhoneMemory } from '../memory/fit.ts';

const MIB = 2 ** 20;

/**
 * Memory of the phones asked for: ids of the lab or names of profiles; without any, all phones of the lab. An iPhone has
 * the limits of its chip's profile.
 * @throws HeatsoakError `DEVICE_UNKNOWN` with the nearest name
 */
export function phoneMemories(
  devices: readonly Device[],
  asked: readonly string[] | undefined,
): PhoneMemory[] {
  if (!asked || asked.length === 0) return devices.flatMap((device) => memoryOfDevice(device) ?? []);
  return asked.map((name) => {
    const device = devices.find(({ id }) => id === name);
    const profile = profiles.find((each) => each.name === name);
    const memory = device ? memoryOfDevice(device) : profile ? memoryOf(profile, profile.name) : null;
    return memory ?? unknown(name, devices);
  });
}

/** Null for an iPhone whose chip has no profile. */
function memoryOfDevice(device: Device): PhoneMemory | null {
  if (device.kind === 'virtual') return memoryOf(profileNamed(device.profile), device.id, SIMULATED);
  const profile = profiles.find(({ chip }) => chip === device.chip);
  return profile ? memoryOf(profile, device.id) : null;
}

const SIMULATED = 'the simulated phone';
const PUBLISHED = 'published measurements of others';

function memoryOf(profile: Profile, name: string, source: string = PUBLISHED): PhoneMemory {
  const { chip, memoryBytes, jetsamMiB } = profile;
  const known = (bytes: number): KnownBytes => ({ bytes, source, measured: source === SIMULATED });
  return {
    name: name === chip ? name : `${name} (${chip})`,
    memory: known(memoryBytes),
    charged: { standard: known(jetsamMiB.standard * MIB), entitled: known(jetsamMiB.entitled * MIB) },
  };
}

function unknown(name: string, devices: readonly Device[]): never {
  const names = [...devices.map(({ id }) => id), ...profiles.map((profile) => profile.name)];
  const begun = names.find((each) => each.toLowerCase().startsWith(name.toLowerCase()));
  const near = begun ?? nearestName(name, names);
  throw new HeatsoakError('DEVICE_UNKNOWN', `no phone "${name}"${didYouMean(near)}`, {
    hint: `known phones and profiles: ${names.join(', ')}`,
  });
}
