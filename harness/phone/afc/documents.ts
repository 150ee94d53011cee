import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { type AfcConnection, openAfc, vendDocuments } from './afc-connection.ts';
import { AfcOperation, u64 } from './packet.ts';

/** Largest read or write of one packet. */
export const AFC_CHUNK_BYTES = 4 << 20;
/** A log of a day's soak is some megabytes; a file that never ends must not fill this host's memory. */
const LARGEST_READ_BYTES = 128 << 20;

/** The Documents folder of one app, or another folder that the phone gives; paths are relative to it. Close it after use. */
export interface Documents {
  /** Size in bytes, or null when there is no such file. */
  sizeOf(path: string): Promise<number | null>;
  /** When it was last written by the phone's clock, ms since 1970, or null when there is no such file. */
  modifiedMs(path: string): Promise<number | null>;
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  /** The whole of a file, or null when there is none; for logs and small files. @throws HeatsoakError `AFC_FILE_TOO_LARGE` */
  read(path: string): Promise<Buffer | null>;
  /** Replaces a small file. */
  write(path: string, content: Buffer): Promise<void>;
  /** Opens for writing in pieces of at most `AFC_CHUNK_BYTES`. */
  open(
    path: string,
    mode: 'replace' | 'append',
  ): Promise<{ write(chunk: Buffer): Promise<void>; close(): Promise<void> }>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  close(): void;
}

const READ = 1;
const REPLACE = 3;
const APPEND = 5;

/** @param limitMs of each exchange; half a minute where it is not given */
export async function openDocuments(
  address: string,
  port: number,
  bundleId: string,
  limitMs?: number,
): Promise<Documents> {
  return documentsOver(await vendDocuments(address, port, bundleId, limitMs));
}

/** The folder of a service that is AFC from its first byte on, such as the one of crash reports. */
export async function openFolder(address: string, port: number, limitMs: number): Promise<Documents> {
  return filesOver(await openAfc(address, port, limitMs), '/');
}

/** Documents over a connection that leads to them. */
export const documentsOver = (afc: AfcConnection): Documents => filesOver(afc, '/Documents/');

function filesOver(afc: AfcConnection, root: string): Documents {
  const place = (path: string): Buffer => Buffer.from(`${root}${path}\0`);
  const openFile = async (path: string, mode: number): Promise<Buffer> =>
    (await afc.exchange(AfcOperation.FILE_OPEN, Buffer.concat([u64(mode), place(path)]))).head;
  const closeFile = async (handle: Buffer): Promise<void> =>
    void (await afc.exchange(AfcOperation.FILE_CLOSE, handle));
  const infoOf = async (path: string, field: string): Promise<number | null> => {
    const reply = await nullIfMissing(afc.exchange(AfcOperation.FILE_INFO, place(path)));
    if (!reply) return null;
    const fields = reply.content.toString('utf8').split('\0');
    return Number(fields[fields.indexOf(field) + 1]);
  };
  const open: Documents['open'] = async (path, mode) => {
    const handle = await openFile(path, mode === 'append' ? APPEND : REPLACE);
    return {
      write: async (chunk) => void (await afc.exchange(AfcOperation.FILE_WRITE, handle, chunk)),
      close: () => closeFile(handle),
    };
  };
  return {
    sizeOf: (path) => infoOf(path, 'st_size'),
    async modifiedMs(path) {
      const nanoseconds = await infoOf(path, 'st_mtime');
      return nanoseconds === null ? null : nanoseconds / 1e6;
    },
    makeFolder: async (path) => void (await afc.exchange(AfcOperation.MAKE_DIRECTORY, place(path))),
    async list(path) {
      const { content } = await afc.exchange(AfcOperation.READ_DIRECTORY, place(path));
      return content
        .toString('utf8')
        .split('\0')
        .filter((name) => name !== '' && name !== '.' && name !== '..');
    },
    async read(path) {
      const handle = await nullIfMissing(openFile(path, READ));
      if (!handle) return null;
      const chunks: Buffer[] = [];
      for (let held = 0; ; ) {
        const { content } = await afc.exchange(
          AfcOperation.FILE_READ,
          Buffer.concat([handle, u64(AFC_CHUNK_BYTES)]),
        );
        // A service may give less than was asked for; only nothing at all is the end of the file.
        if (content.length === 0) break;
        chunks.push(content);
        held += content.length;
        if (held > LARGEST_READ_BYTES) throw tooLarge(path);
      }
      await closeFile(handle);
      return Buffer.concat(chunks);
    },
    async write(path, content) {
      const file = await open(path, 'replace');
      for (let at = 0; at < content.length; at += AFC_CHUNK_BYTES)
        await file.write(content.subarray(at, at + AFC_CHUNK_BYTES));
      await file.close();
    },
    open,
    rename: async (from, to) =>
      void (await afc.exchange(AfcOperation.RENAME_PATH, Buffer.concat([place(from), place(to)]))),
    remove: async (path) => void (await afc.exchange(AfcOperation.REMOVE_PATH, place(path))),
    close: () => afc.close(),
  };
}

const tooLarge = (path: string): HeatsoakError =>
  new HeatsoakError('AFC_FILE_TOO_LARGE', `${path} on the phone is larger than ${LARGEST_READ_BYTES} bytes`, {
    where: path,
    hint: 'an agent that logs this much is broken: look at the file through Finder or Xcode',
  });

async function nullIfMissing<T>(exchange: Promise<T>): Promise<T | null> {
  try {
    return await exchange;
  } catch (error) {
    if (error instanceof HeatsoakError && error.code === 'AFC_NOT_FOUND') return null;
    throw error;
  }
}
