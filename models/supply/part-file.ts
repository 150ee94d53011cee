import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { writeDocument } from '../../harness/files/write-whole.ts';

/** What the bytes in a part file belong to. */
const partState = z.object({
  url: z.string(),
  validator: z.string().nullable(),
  publishedSha256: z.string().nullable(),
  sizeBytes: z.number().nullable(),
});
export type PartState = z.infer<typeof partState>;

/** The bytes of a download that has not ended, and beside them what they are; both survive a kill. */
export class PartFile {
  readonly path: string;
  private readonly file: FileHandle;
  receivedBytes: number;
  state: PartState;
  /** What is being written: an attempt that was given up may still be at it. */
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, receivedBytes: number, state: PartState) {
    this.path = path;
    this.file = file;
    this.receivedBytes = receivedBytes;
    this.state = state;
  }

  /** Goes on with what is there when it came from the same address, else begins anew. */
  static async open(path: string, url: URL): Promise<PartFile> {
    const fresh = { url: url.href, validator: null, publishedSha256: null, sizeBytes: null };
    const file = await openOwn(path);
    const known = await readFile(`${path}.json`, 'utf8').then(
      (text) => partState.safeParse(parseOrNull(text)).data,
      () => undefined,
    );
    const part = new PartFile(path, file, (await file.stat()).size, known ?? fresh);
    if (known?.url !== url.href) await part.restart(fresh);
    return part;
  }

  /** Forgets the bytes; what comes belongs to `state`. */
  restart(state: PartState): Promise<void> {
    return this.inTurn(async () => {
      await this.file.truncate(0);
      this.receivedBytes = 0;
      this.state = state;
      await writeDocument(`${this.path}.json`, state);
    });
  }

  /** @throws HeatsoakError `DISK_FULL` */
  append(bytes: Uint8Array): Promise<void> {
    return this.inTurn(async () => {
      try {
        await this.file.appendFile(bytes);
      } catch (error) {
        throw (error as { code?: string }).code === 'ENOSPC' ? diskFull(this.path, undefined, error) : error;
      }
      this.receivedBytes += bytes.length;
    });
  }

  /** Nothing that was begun is written any more after it. */
  async settle(): Promise<void> {
    await this.writing;
  }

  private inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.writing.then(write);
    this.writing = written.catch(() => undefined);
    return written;
  }

  /** Everything is on the disk after it. */
  async flush(): Promise<void> {
    await this.file.sync();
  }

  async close(): Promise<void> {
    await this.settle();
    await this.file.close();
  }

  /** Removes the record of the download; the part itself was renamed or is removed too. */
  async remove(): Promise<void> {
    await removePart(this.path);
  }
}

export async function removePart(path: string): Promise<void> {
  await rm(`${path}.json`, { force: true });
  await rm(path, { force: true });
}

/** A link or a device where the part should be is none of ours: it is removed, not written through. */
async function openOwn(path: string): Promise<FileHandle> {
  const found = await lstat(path).catch(() => null);
  if (found && !found.isFile()) await rm(path, { force: true });
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0));
}

/** `why` says what was needed and what is there, where that is known. */
export const diskFull = (path: string, why = 'it has no byte left', cause?: unknown): HeatsoakError =>
  new HeatsoakError('DISK_FULL', `the disk of the model cache is too full: ${why}`, {
    where: path,
    hint: 'free some space, or set HEATSOAK_CACHE to another disk; the same command then goes on',
    cause,
  });

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
