import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from './digest.ts';
import { makeFolder } from './make-folder.ts';
import { readUserText } from './read-user-file.ts';
import { writeDocument } from './write-whole.ts';

/** SHA-256 and size of a file. */
export type DigestOf = (path: string) => Promise<{ readonly sha256: string; readonly sizeBytes: number }>;

/** What tells a file from another one at its place, and from itself before it was written to. Nanoseconds as text. */
const state = z.strictObject({
  path: z.string(),
  device: z.string(),
  inode: z.string(),
  sizeBytes: z.number(),
  modifiedNs: z.string(),
  /** Of the last change of the file's own entry: whoever sets the time of its content back, sets this one. */
  changedNs: z.string(),
});
const remembered = z.strictObject({ state, sha256: z.string() });

/** File systems tell times apart by two seconds at worst: a file that is as young may change and keep its time. */
const YOUNG_MS = 2000;

/**
 * Hashes a file once: what was found is kept in a folder of the cache, and taken again while the file is the same by place,
 * size, inode and times. Whoever sends the file hashes what is sent.
 * @param now milliseconds since 1970
 */
export function rememberedDigests(cache: string, now: () => number = Date.now): DigestOf {
  const folder = join(cache, 'digests');
  return async (path) => {
    const note = join(folder, `${createHash('sha256').update(resolve(path)).digest('hex')}.json`);
    const before = await stateOf(path).catch(() => null);
    const known = await noted(note);
    if (known !== null && before !== null && isSame(known.state, before))
      return { sha256: known.sha256, sizeBytes: before.sizeBytes };
    const startedAt = now();
    const digest = await sha256OfFile(path);
    const isSettled = before !== null && startedAt - Number(before.changedNs) / 1e6 > YOUNG_MS;
    if (isSettled && isSame(before, await stateOf(path))) await keep(folder, note, before, digest.sha256);
    return digest;
  };
}

type FileState = z.infer<typeof state>;

async function stateOf(path: string): Promise<FileState> {
  const found = await stat(path, { bigint: true });
  return {
    path: resolve(path),
    device: String(found.dev),
    inode: String(found.ino),
    sizeBytes: Number(found.size),
    modifiedNs: String(found.mtimeNs),
    changedNs: String(found.ctimeNs),
  };
}

const isSame = (one: FileState, other: FileState): boolean =>
  state.keyof().options.every((key) => one[key] === other[key]);

/** A note that cannot be read is none. */
const noted = (note: string): Promise<z.infer<typeof remembered> | null> =>
  readUserText(note)
    .then((text) => remembered.parse(JSON.parse(text)))
    .catch(() => null);

/** A cache that takes no note costs a reading the next time, and no run. */
async function keep(folder: string, note: string, of: FileState, sha256: string): Promise<void> {
  await makeFolder(folder)
    .then(() => writeDocument(note, { state: of, sha256 }))
    .catch(() => undefined);
}
