import { resolve } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeWhole } from '../files/write-whole.ts';
import { listedIn, withDevices } from '../lab/add-devices.ts';
import { type Device, devicesFile } from '../lab/devices-file.ts';
import { normalUdid } from '../lab/udid.ts';
import { type ReadPhone, readPhone, seenPhones } from '../preflight/find-phones.ts';

/** Phones that this host sees, by what devices.json and they themselves say. */
export interface FoundPhones {
  /** The file that they would be added to. */
  readonly path: string;
  /** Ids that are taken. */
  readonly taken: readonly string[];
  /** Not in the file yet, and read. */
  readonly unlisted: readonly ReadPhone[];
  readonly listed: readonly { readonly id: string; readonly udid: string }[];
  /** Seen, and not read; with the reason. */
  readonly unread: readonly { readonly udid: string; readonly why: string }[];
  /** Why no phone on a cable can be seen; null: it can. */
  readonly usbmuxdFault: string | null;
}

/** Looks for phones: on cables, behind the tunnel, on a Mac also by devicectl. Changes nothing. */
export async function findPhones(devices = 'devices.json'): Promise<FoundPhones> {
  const path = resolve(devices);
  const inFile = listedIn((await textOf(path)) ?? '{}');
  const idOf = (udid: string): string | undefined =>
    inFile.find((each) => each.udid !== null && normalUdid(each.udid) === udid)?.id;
  const listed: { id: string; udid: string }[] = [];
  const unlisted: ReadPhone[] = [];
  const unread: { udid: string; why: string }[] = [];
  const { phones, usbmuxdFault } = await seenPhones();
  for (const { udid } of phones) {
    const id = idOf(udid);
    if (id !== undefined) listed.push({ id, udid });
    else
      await readPhone(udid).then(
        (phone) => unlisted.push(phone),
        (error: unknown) => unread.push({ udid, why: messageOf(error) }),
      );
  }
  return { path, taken: inFile.map(({ id }) => id), listed, unlisted, unread, usbmuxdFault };
}

/** An id made of a phone's name that is not taken: `iphone-16-pro`, `iphone-16-pro-2`. */
export function freeId(name: string, taken: readonly string[]): string {
  const base = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/**
 * Adds phones to devices.json, which is made if it is not there; what stands in it stays as it is.
 * @throws HeatsoakError `FILE_INVALID` for an id that is none or is taken, `FILE_UNWRITABLE`
 */
export async function addPhones(
  path: string,
  phones: readonly (ReadPhone & { readonly id: string })[],
): Promise<Device[]> {
  const added = phones.map((phone): Device => {
    const { id, name, udid, model, chip, os, osBuild, webDriverAgentBundleId } = phone;
    const runner = webDriverAgentBundleId === undefined ? {} : { webDriverAgentBundleId };
    return { kind: 'iphone', id, name, udid, model, chip: chip ?? 'unknown', os, osBuild, ...runner };
  });
  const before = await textOf(path);
  const ids = [...listedIn(before ?? '{}'), ...added].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  const problem = twice === undefined ? problemOf(added) : `the id "${twice}" is taken`;
  if (problem !== null)
    throw new HeatsoakError('FILE_INVALID', `nothing was added to ${path}: ${problem}`, {
      where: path,
      hint: 'an id has lower-case letters, digits and hyphens, and stands once',
    });
  await writeWhole(path, extended(before, added, path));
  return added;
}

function extended(before: string | null, added: readonly Device[], path: string): string {
  try {
    return withDevices(before, added);
  } catch (cause) {
    throw new HeatsoakError('FILE_INVALID', `nothing was added to ${path}: ${messageOf(cause)}`, {
      where: path,
      cause,
    });
  }
}

function problemOf(added: readonly Device[]): string | null {
  const parsed = devicesFile.safeParse({ devices: added });
  return parsed.success || added.length === 0 ? null : (parsed.error.issues[0]?.message ?? 'it is not valid');
}

/** Null where there is no file. */
const textOf = (path: string): Promise<string | null> =>
  readUserText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
