import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { writeDocument } from '../../files/write-whole.ts';
import { shortUdid } from '../../lab/udid.ts';
import type { RecordedPhone } from '../../virtual-phone/recorded/recorded-phone.ts';
import type { SmokeDocument } from './smoke-document.ts';

const UDID = /\b([0-9a-f]{8}-[0-9a-f]{16}|[0-9a-f]{40})\b/gi;

/** A sentence without the udid of a phone and the name of this host's user. */
export const withoutNames = (text: string): string =>
  text.replace(UDID, (udid) => shortUdid(udid)).replaceAll(homedir(), '~');

/**
 * Leaves `exchanges.json` and `smoke.json` in a folder of their own. They may be sent to others: the phone is called by its model,
 * and paths of this host are left out.
 * @throws HeatsoakError `FOLDER_UNWRITABLE`, `FILE_UNWRITABLE`
 */
export async function writeRecording(
  folder: string,
  recording: RecordedPhone,
  tried: Pick<SmokeDocument, 'virtual' | 'heatsoak' | 'works' | 'steps' | 'fault'> & {
    readonly device: string;
  },
): Promise<void> {
  const { fault, steps } = tried;
  await makeFolder(folder);
  await writeDocument(join(folder, 'exchanges.json'), recording);
  await writeDocument(join(folder, 'smoke.json'), {
    ...tried,
    steps: steps.map((step) => ({ ...step, says: withoutNames(step.says) })),
    fault: fault && { ...fault, message: withoutNames(fault.message), hint: withoutNames(fault.hint) },
  });
}
