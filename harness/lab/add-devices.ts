import { applyEdits, findNodeAtLocation, modify, parse, parseTree } from 'jsonc-parser';
import type { Device } from './devices-file.ts';

const EMPTY = '{\n  "devices": []\n}\n';

/**
 * The text of devices.json with these phones at the end of its list. What stands there stays as it is, every comment and every
 * space; an editor of JSON would format the entries beside it anew, and take the comment behind the last one along.
 * @param text the file as it is; null: there is none
 * @throws Error where it has no list of devices
 */
export function withDevices(text: string | null, added: readonly Device[]): string {
  return added.reduce(withDevice, text ?? EMPTY);
}

function withDevice(text: string, device: Device): string {
  const tree = parseTree(text);
  const list = tree && findNodeAtLocation(tree, ['devices']);
  if (list?.type !== 'array') throw new Error('it has no list of devices');
  const last = list.children?.at(-1);
  const begin = last ? last.offset + last.length : list.offset + 1;
  const end = list.offset + list.length - 1;
  const behindLast = text.slice(begin, end).trimEnd();
  const comma = last && !behindLast.startsWith(',') ? ',' : '';
  return `${text.slice(0, begin)}${comma}${behindLast}\n    ${onOneLine(device)}\n  ${text.slice(end)}`;
}

const onOneLine = (device: Device): string => JSON.stringify(device, null, 1).replace(/\n\s*/g, ' ');

/** A phone that a devices.json lists; as much as can be read of it. */
export interface ListedDevice {
  readonly id: string;
  readonly udid: string | null;
}

/** What a devices.json lists, also where it is not valid as a whole: nothing there may be listed twice. */
export function listedIn(text: string): ListedDevice[] {
  const { devices } = (parse(text) ?? {}) as { devices?: unknown };
  return (Array.isArray(devices) ? devices : []).map((device) => {
    const { id, udid } = (device ?? {}) as { id?: unknown; udid?: unknown };
    return { id: String(id), udid: typeof udid === 'string' ? udid : null };
  });
}

/** What is known of a phone's iOS. */
export interface PinnedOs {
  readonly id: string;
  readonly os: string;
  readonly osBuild: string;
}

/** The text of devices.json with the iOS of these phones as it is now; everything else stays as it stands. */
export function withPins(text: string, pins: readonly PinnedOs[]): string {
  const ids = listedIn(text).map(({ id }) => id);
  return pins.reduce((before, { id, os, osBuild }) => {
    const at = (key: string): (string | number)[] => ['devices', ids.indexOf(id), key];
    const withOs = applyEdits(before, modify(before, at('os'), os, {}));
    return applyEdits(withOs, modify(withOs, at('osBuild'), osBuild, {}));
  }, text);
}
