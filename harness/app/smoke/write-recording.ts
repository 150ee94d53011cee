import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { writeDocument } from '../../files/write-whole.ts';
import type { RecordedPhone } from '../../virtual-phone/recorded/recorded-phone.ts';
import { shortUdid } from '../../words/short-udid.ts';
import type { SmokeDocument } from './smoke-document.ts';

const UDID = /\b([0-9a-f]{8}-[0-9a-f]{16}|[0-9a-f]{40})\b/gi;

/** A sentence without the udid of a phone, what its lab calls it, and the name of this host's user. */
export const withoutNames = (text: string, id: string): string =>
  text
    .replace(UDID, (udid) => shortUdid(udid))
    .replaceAll(homedir(), '~')
    .replaceAll(new RegExp(`(?<![\\w-])${id}(?![\\w-])`, 'g'), 'the phone');

/** How a phone was tried, for others. */
interface TriedPhone extends Pick<SmokeDocument, 'virtual' | 'heatsoak' | 'works' | 'steps' | 'fault'> {
  /** Its id in devices.json, which is taken out: people call phones after their owners. */
  readonly id: string;
  readonly model: string;
}

/**
 * Leaves `exchanges.json` and `smoke.json` in a folder of their own. They may be sent to others: the phone is called by its model,
 * and paths of this host are left out.
 * @throws HeatsoakError `FOLDER_UNWRITABLE`, `FILE_UNWRITABLE`
 */
export async function writeRecording(
  folder: string,
  recording: RecordedPhone,
  { id, ...tried }: TriedPhone,
): Promise<void> {
  const { fault, steps } = tried;
  const plain = (text: string): string => withoutNames(text, id);
  await makeFolder(folder);
  await writeDocument(join(folder, 'exchanges.json'), recording);
  await writeDocument(join(folder, 'smoke.json'), {
    ...tried,
    steps: steps.map((step) => ({ ...step, says: plain(step.says) })),
    fault: fault && { ...fault, message: plain(fault.message), hint: plain(fault.hint) },
  });
}
