import { gunzipSync } from 'node:zlib';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** As the database takes them: a log is hostile input, and gzip makes much of little. */
export const MOST_LOG_BYTES = 64 * 2 ** 20;

/** A log as it was before it was shipped. @throws HeatsoakError `BUNDLE_CHANGED` for what is none, or unpacks into more than any log */
export function unpackedLog(bytes: Uint8Array): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_LOG_BYTES });
  } catch (cause) {
    throw new HeatsoakError('BUNDLE_CHANGED', 'a log in the lab is not what its host shipped', { cause });
  }
}
