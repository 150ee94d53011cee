import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { FoundInputs } from '../experiment/input-findings.ts';
import { SEAL, SEAL_VERSION, type Seal, SIGNATURE, seal } from '../experiment/seal.ts';
import { packageVersion } from '../files/package-home.ts';
import { readUserFile } from '../files/read-user-file.ts';
import { documentText, writeWhole } from '../files/write-whole.ts';
import { isSignedBy, type SigningKey } from './signing-key.ts';

/** A seal as it lies in a run folder, and the signature beside it. */
export type SealFile = Pick<FoundInputs, 'seal' | 'signature'>;

/** @throws HeatsoakError `RUN_NEWER` for a seal of a later version */
export async function readSeal(folder: string): Promise<SealFile> {
  const bytes = await bytesOf(join(folder, SEAL));
  if (bytes === null) return { seal: 'none', signature: 'none' };
  const parsed = parsedSeal(folder, bytes);
  const signature = await bytesOf(join(folder, SIGNATURE));
  if (
    parsed === 'damaged' ||
    parsed.signedBy === undefined ||
    signature === null ||
    signature === 'unreadable'
  )
    return { seal: parsed, signature: 'none' };
  const isGood = bytes !== 'unreadable' && isSignedBy(parsed.signedBy.publicKey, bytes, signature);
  return { seal: parsed, signature: isGood ? 'good' : 'bad' };
}

/** A key of a few bytes and a list of files: more than this no run has. */
const MOST_BYTES = 64 << 20;

async function bytesOf(path: string): Promise<Buffer | 'unreadable' | null> {
  return readUserFile(path, MOST_BYTES).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : 'unreadable',
  );
}

function parsedSeal(folder: string, bytes: Buffer | 'unreadable'): Seal | 'damaged' {
  if (bytes === 'unreadable') return 'damaged';
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    return 'damaged';
  }
  const version = (content as { readonly v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > SEAL_VERSION) {
    throw new HeatsoakError(
      'RUN_NEWER',
      `${folder} was sealed by a newer Heatsoak: seal version ${version}`,
      {
        where: join(folder, SEAL),
        hint: `this one reads version ${SEAL_VERSION}: npm install heatsoak@latest`,
      },
    );
  }
  return seal.safeParse(content).data ?? 'damaged';
}

/** What a seal knows of the time before it. */
export type SealPast = Pick<Seal, 'renewed' | 'late' | 'jobs' | 'found'>;

/** Of a run that is begun. */
export const noPast: SealPast = { renewed: 0, late: false, jobs: [], found: [] };

/** The seal of a run that is under way. */
export const openSeal = (run: string, past: SealPast = noPast): Seal => ({
  v: SEAL_VERSION,
  run,
  state: 'open',
  at: new Date().toISOString(),
  heatsoak: packageVersion,
  renewed: past.renewed,
  late: past.late,
  jobs: past.jobs,
  files: [],
  found: past.found,
});

/** A seal as its file has it; a signature is over this text. */
export const sealText = (document: Seal): string => documentText(document);

/**
 * Writes a seal, and its signature.
 * @param key `none`: a signature that lies there is of an earlier seal, and is removed; `keep`: it may be needed again
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function writeSeal(
  folder: string,
  document: Seal,
  key: SigningKey | 'none' | 'keep',
): Promise<void> {
  const signature = join(folder, SIGNATURE);
  const isSigned = typeof key === 'object';
  const text = sealText(
    isSigned ? { ...document, signedBy: { algorithm: 'ed25519', publicKey: key.publicKey } } : document,
  );
  // First, so that a seal that names a key never lies there without its signature.
  if (isSigned) await writeWhole(signature, key.sign(Buffer.from(text)));
  await writeWhole(join(folder, SEAL), text);
  if (key === 'none') await rm(signature, { force: true });
}
