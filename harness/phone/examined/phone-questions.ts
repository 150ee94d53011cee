import { type ProvisioningProfile, readProvisioningProfile } from '../../plist/provisioning-profile.ts';
import type { Dictionary } from '../../plist/read-plist.ts';
import { openAfc } from '../afc/afc-connection.ts';
import { AfcOperation } from '../afc/packet.ts';
import type { TunnelEntry } from '../tunnel-registry.ts';
import { ANSWER_LIMIT_MS, askService, placeOf, serviceNames } from './tunnel-services.ts';

/** A value of lockdown; undefined where the phone has none of that name. */
export const askLockdown = (entry: TunnelEntry, key: string): Promise<unknown> =>
  askService(entry, serviceNames.lockdown, async (service) => {
    service.send({ Label: 'heatsoak', Request: 'GetValue', Key: key });
    return (await service.take())['Value'];
  });

/** The registry entry of the power source; `{}` where there is none. */
export const askPowerSource = (entry: TunnelEntry): Promise<Dictionary> =>
  askService(entry, serviceNames.diagnostics, async (service) => {
    service.send({ Request: 'IORegistry', EntryClass: 'IOPMPowerSource' });
    const answer = await service.take();
    if (answer['Status'] !== 'Success') throw new Error(`diagnostics say ${String(answer['Status'])}`);
    return dictionary(dictionary(answer['Diagnostics'])['IORegistry']);
  });

/** @throws Error where the phone does not tell: never taken for on */
export const askDeveloperMode = (entry: TunnelEntry): Promise<boolean> =>
  askService(entry, serviceNames.images, async (service) => {
    service.send({ Command: 'QueryDeveloperModeStatus' });
    const answer = await service.take();
    const status = answer['DeveloperModeStatus'];
    // Daemons write flags as truth values and as numbers.
    if (status === true || status === 1) return true;
    if (status === false || status === 0) return false;
    throw new Error(`the phone does not tell: ${String(answer['Error'] ?? 'no status')}`);
  });

export const askImageMounted = (entry: TunnelEntry): Promise<boolean> =>
  askService(entry, serviceNames.images, async (service) => {
    service.send({ Command: 'LookupImage', ImageType: 'Personalized' });
    const { ImageSignature: signatures, Error: refusal } = await service.take();
    if (refusal !== undefined) throw new Error(`the phone does not tell: ${String(refusal)}`);
    return Array.isArray(signatures) && signatures.length > 0;
  });

/** The provisioning profiles that are on the phone; one that cannot be read counts as absent. */
export const askProfiles = (entry: TunnelEntry): Promise<ProvisioningProfile[]> =>
  askService(entry, serviceNames.profiles, async (service) => {
    service.send({ MessageType: 'CopyAll', ProfileType: 'Provisioning' });
    const answer = await service.take();
    const status = answer['Status'];
    if (status !== 0 && status !== undefined) throw new Error(`misagent says ${String(status)}`);
    const payload = answer['Payload'];
    if (!Array.isArray(payload)) throw new Error('misagent lists nothing');
    return payload.flatMap((each) => (each instanceof Uint8Array ? readable(each) : []));
  });

/** What the phone says of the volume that apps and their files are on, such as `FSFreeBytes`. */
export async function askDisk(entry: TunnelEntry): Promise<Readonly<Record<string, string>>> {
  const { address, port } = placeOf(entry, serviceNames.media);
  const afc = await openAfc(address, port, ANSWER_LIMIT_MS);
  try {
    const { content } = await afc.exchange(AfcOperation.DEVICE_INFO, Buffer.alloc(0));
    const fields = content.toString('utf8').split('\0');
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) pairs.push([fields[i] ?? '', fields[i + 1] ?? '']);
    return Object.fromEntries(pairs);
  } finally {
    afc.close();
  }
}

/** Free bytes of that volume. @throws Error where the phone does not tell */
export async function askFreeBytes(entry: TunnelEntry): Promise<number> {
  const free = Number((await askDisk(entry))['FSFreeBytes']);
  if (!Number.isFinite(free)) throw new Error('it does not tell');
  return free;
}

function readable(bytes: Uint8Array): ProvisioningProfile[] {
  try {
    return [readProvisioningProfile(bytes)];
  } catch {
    return [];
  }
}

const dictionary = (value: unknown): Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
