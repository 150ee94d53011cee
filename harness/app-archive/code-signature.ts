import { type Dictionary, readPlist } from '../plist/read-plist.ts';

/** What an executable was signed as. Whether the signature is right is the phone's to check. */
export interface CodeSignature {
  /** Usually the bundle id. */
  readonly identifier: string | null;
  /** Ten letters and digits; null: it was signed without a team (ad hoc). */
  readonly teamId: string | null;
  /** Null: it was signed without entitlements. */
  readonly entitlements: Readonly<Dictionary> | null;
}

/** Of the kernel's cs_blobs.h; numbers are big-endian. */
const Blob = { SIGNATURE: 0xfade0cc0, CODE_DIRECTORY: 0xfade0c02, ENTITLEMENTS: 0xfade7171 } as const;
/** The first version of a code directory that names a team. */
const WITH_TEAM = 0x20200;
const MOST_BLOBS = 100;
const LONGEST_NAME = 256;

/** @throws Error that says what is wrong with it */
export function readCodeSignature(bytes: Buffer): CodeSignature {
  if (bytes.length < 12 || bytes.readUInt32BE(0) !== Blob.SIGNATURE)
    throw new Error('it is no code signature');
  const directory = blobIn(bytes, Blob.CODE_DIRECTORY);
  const entitlements = blobIn(bytes, Blob.ENTITLEMENTS);
  return {
    identifier: directory && textAt(directory, 20),
    teamId: directory && isWithTeam(directory) ? textAt(directory, 48) : null,
    entitlements: entitlements && readPlist(entitlements.subarray(8)),
  };
}

/** The first blob of a kind; null: there is none that lies in the signature. */
function blobIn(bytes: Buffer, magic: number): Buffer | null {
  const count = Math.min(bytes.readUInt32BE(8), MOST_BLOBS);
  for (let i = 0, at = 12; i < count && at + 8 <= bytes.length; i++, at += 8) {
    const start = bytes.readUInt32BE(at + 4);
    if (start + 8 > bytes.length || bytes.readUInt32BE(start) !== magic) continue;
    const length = bytes.readUInt32BE(start + 4);
    if (length >= 8 && start + length <= bytes.length) return bytes.subarray(start, start + length);
  }
  return null;
}

const isWithTeam = (directory: Buffer): boolean =>
  directory.length >= 52 && directory.readUInt32BE(8) >= WITH_TEAM;

/** The text whose offset stands at `field`; null: none stands there. */
function textAt(directory: Buffer, field: number): string | null {
  const start = directory.length >= field + 4 ? directory.readUInt32BE(field) : 0;
  if (start === 0 || start >= directory.length) return null;
  const end = directory.indexOf(0, start);
  const text = directory.toString(
    'utf8',
    start,
    Math.min(end < 0 ? directory.length : end, start + LONGEST_NAME),
  );
  return text === '' ? null : text;
}
