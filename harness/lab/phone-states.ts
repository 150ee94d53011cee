import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeDocument } from '../files/write-whole.ts';
import {
  type PhoneLoss,
  phoneLoss,
  type Quarantine,
  quarantine,
  quarantineAfter,
  recentLosses,
} from './quarantine.ts';
import { type PhoneRestart, phoneRestart } from './restart-policy.ts';

const phoneState = z.strictObject({
  v: z.literal(1),
  losses: z.array(phoneLoss),
  quarantine: quarantine.nullable(),
  restart: phoneRestart.nullable().default(null),
});

/** What a lab remembers of its phones from run to run, by udid. */
export interface PhoneStates {
  /** Null: the phone is in use. */
  quarantineOf(udid: string): Promise<Quarantine | null>;
  /**
   * Remembers losses; those that it knows already count once.
   * @returns the quarantine that began with them; null where none did
   * @throws HeatsoakError `FOLDER_UNWRITABLE`, `FILE_UNWRITABLE`
   */
  note(udid: string, losses: readonly PhoneLoss[], now: Date): Promise<Quarantine | null>;
  /** Null: it was never restarted. */
  restartOf(udid: string): Promise<PhoneRestart | null>;
  /** @throws HeatsoakError `FOLDER_UNWRITABLE`, `FILE_UNWRITABLE` */
  noteRestart(udid: string, restart: PhoneRestart): Promise<void>;
  /** Forgets what was against a phone. @returns whether it had been in quarantine */
  release(udid: string): Promise<boolean>;
}

/** Files beside the leases, one a phone: whoever writes one holds that phone's lease. */
export function filePhoneStates(folder: string): PhoneStates {
  const pathOf = (udid: string): string => join(folder, `${udid}.state.json`);
  const read = async (udid: string): Promise<z.infer<typeof phoneState>> => {
    try {
      return phoneState.parse(JSON.parse(await readUserText(pathOf(udid))));
    } catch {
      // A state that cannot be read keeps no phone from its work.
      return { v: 1, losses: [], quarantine: null, restart: null };
    }
  };
  const write = async (udid: string, state: z.infer<typeof phoneState>): Promise<void> => {
    await makeFolder(folder);
    await writeDocument(pathOf(udid), state);
  };
  return {
    restartOf: async (udid) => (await read(udid)).restart,
    noteRestart: async (udid, restart) => write(udid, { ...(await read(udid)), restart }),
    quarantineOf: async (udid) => (await read(udid)).quarantine,
    async note(udid, losses, now) {
      const before = await read(udid);
      const known = new Set(before.losses.map(({ at }) => at));
      const all = [...before.losses, ...losses.filter(({ at }) => !known.has(at))];
      const began = before.quarantine === null ? quarantineAfter(all, now) : null;
      await write(udid, {
        ...before,
        losses: recentLosses(all, now),
        quarantine: before.quarantine ?? began,
      });
      return began;
    },
    async release(udid) {
      const { quarantine: was } = await read(udid);
      await rm(pathOf(udid), { force: true });
      return was !== null;
    },
  };
}
