import { resolve } from 'node:path';
import { messageOf } from '../errors/heatsoak-error.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeWhole } from '../files/write-whole.ts';
import { type PinnedOs, withPins } from '../lab/add-devices.ts';
import { readPhone } from '../preflight/find-phones.ts';
import { chooseDevices, type PhoneChoice } from './plan/choose-devices.ts';
import { readDevices } from './plan/read-devices.ts';

export interface PinOptions extends PhoneChoice {
  /** Default: devices.json here. */
  readonly devices?: string | undefined;
}

/** What was pinned. */
export interface Pins {
  readonly path: string;
  readonly pinned: readonly (PinnedOs & {
    /** The build that was pinned before; null: none was. */
    readonly before: string | null;
  })[];
  /** Phones that did not answer, with the reason; their pins stay. */
  readonly unread: readonly { readonly id: string; readonly why: string }[];
}

/**
 * Writes the iOS that each phone has now into devices.json: from then on another build is told before each run, and in its report.
 * Virtual phones have none.
 * @throws HeatsoakError of kind usage for a file or a phone that does not exist, `FILE_UNWRITABLE`
 */
export async function pinDevices({ devices = 'devices.json', ...choice }: PinOptions = {}): Promise<Pins> {
  const path = resolve(devices);
  const pinned: Pins['pinned'][number][] = [];
  const unread: Pins['unread'][number][] = [];
  for (const each of chooseDevices(await readDevices(path), choice)) {
    if (each.kind !== 'iphone') continue;
    const { id, udid, osBuild: before = null } = each;
    await readPhone(udid).then(
      ({ os, osBuild }) => pinned.push({ id, os, osBuild, before }),
      (error: unknown) => unread.push({ id, why: messageOf(error) }),
    );
  }
  if (pinned.length > 0) await writeWhole(path, withPins(await readUserText(path), pinned));
  return { path, pinned, unread };
}
