import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { AppArchive, ArchivedFile } from './app-archive.ts';
import { archiveProblem } from './archive-problem.ts';

const INFO = /^((?:Payload\/)?([^/]+\.app)\/)Info\.plist$/;

/** Opens an `.ipa`, or the ZIP of an `.app`. @throws HeatsoakError `APP_NOT_ZIP`, `APP_WITHOUT_INFO` */
export async function openZippedApp(path: string): Promise<AppArchive> {
  const zip = await opened(path);
  try {
    const all = await entriesOf(zip, path);
    const [, folder = '', appName = ''] = INFO.exec(nameOfInfo([...all.keys()], path)) ?? [];
    const entries = new Map<string, Entry>();
    for (const [name, entry] of all)
      if (name.startsWith(folder) && !name.endsWith('/')) entries.set(name.slice(folder.length), entry);
    return {
      ...{ path, appName },
      kind: folder.startsWith('Payload/') ? 'ipa' : 'zipped app',
      files: [...entries].map(fileOf),
      async readAt(name, offset, length) {
        const entry = entries.get(name);
        return entry ? bytesOf(zip, entry, { offset, length, path }) : null;
      },
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false });
  } catch (cause) {
    throw archiveProblem('APP_NOT_ZIP', path, `is no ZIP archive: ${messageOf(cause)}`, cause);
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    // Of two entries of one name an installer may take either; the first is what tools show.
    for await (const entry of zip.eachEntry())
      if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry);
  } catch (cause) {
    throw archiveProblem('APP_NOT_ZIP', path, `is a broken ZIP archive: ${messageOf(cause)}`, cause);
  }
  return entries;
}

/** The app of an `.ipa` stands below `Payload`; apps and other things may lie beside it. */
function nameOfInfo(names: readonly string[], path: string): string {
  const found = names.filter((name) => INFO.test(name));
  const [name] = [...found.filter((each) => each.startsWith('Payload/')), ...found];
  if (name !== undefined) return name;
  throw archiveProblem('APP_WITHOUT_INFO', path, 'has no Payload/*.app/Info.plist: it is no iOS app');
}

const fileOf = ([name, { uncompressedSize, compressedSize }]: readonly [string, Entry]): ArchivedFile => ({
  ...{ name, sizeBytes: uncompressedSize, storedBytes: compressedSize },
});

/** Inflates from the beginning, and keeps what is asked for. */
async function bytesOf(
  zip: ZipFile,
  entry: Entry,
  { offset, length, path }: { readonly offset: number; readonly length: number; readonly path: string },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  try {
    for await (const part of await zip.openReadStreamPromise(entry)) {
      const bytes = part as Buffer;
      const from = Math.max(0, offset - at);
      const to = offset + length - at;
      if (from < bytes.length) parts.push(bytes.subarray(from, to));
      at += bytes.length;
      if (at >= offset + length) break;
    }
    return Buffer.concat(parts);
  } catch (cause) {
    if (cause instanceof HeatsoakError) throw cause;
    throw archiveProblem(
      'APP_NOT_ZIP',
      path,
      `is a broken ZIP archive: ${entry.fileName}: ${messageOf(cause)}`,
      cause,
    );
  }
}
