import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { ErrorCode } from '../../errors/codes.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { refuseIrregularFile } from '../../files/read-user-file.ts';
import { type Dictionary, readPlist } from '../../plist/read-plist.ts';

/** What an app archive says of itself. */
export interface AppPackage {
  readonly bundleId: string;
  /** CFBundleShortVersionString, as the app reports it; CFBundleVersion where there is none. */
  readonly version: string;
}

/** Letters, digits, hyphens and dots: it becomes a name of folders and an argument of commands. */
const BUNDLE_ID = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
const INFO = /^Payload\/[^/]+\.app\/Info\.plist$/;
/** An Info.plist is a few kilobytes; one that claims more is hostile. */
const LARGEST_INFO = 4 << 20;

/**
 * Reads an `.ipa` without unpacking it: the first `Payload/*.app/Info.plist`, XML or binary.
 * @throws HeatsoakError `FILE_NOT_REGULAR`, `APP_NOT_ZIP`, `APP_WITHOUT_INFO` or `APP_INFO_BROKEN`, naming the file
 */
export async function readAppPackage(path: string): Promise<AppPackage> {
  const zip = await openArchive(path);
  try {
    const entry = await findInfo(zip, path);
    return parseInfo(await contentOf(zip, entry, path), path);
  } finally {
    zip.close();
  }
}

/** Files of an app archive, by their names in the `.app` folder. */
export interface AppEntries {
  readonly info: Buffer;
  /** At most the first `mostBytes` of a file; null where there is none. A larger one without a bound is refused. */
  entry(name: string, mostBytes?: number): Promise<Buffer | null>;
}

/** The files beside Info.plist. @throws HeatsoakError as `readAppPackage` */
export async function readAppEntries(path: string): Promise<AppEntries> {
  const zip = await openArchive(path);
  try {
    const found = await findInfo(zip, path);
    const info = await contentOf(zip, found, path);
    const folder = found.fileName.slice(0, -'Info.plist'.length);
    return {
      info,
      entry: (name, mostBytes) => entryIn(path, `${folder}${name}`, mostBytes),
    };
  } finally {
    zip.close();
  }
}

async function entryIn(path: string, name: string, mostBytes?: number): Promise<Buffer | null> {
  const zip = await openArchive(path);
  try {
    for await (const entry of zip.eachEntry())
      if (entry.fileName === name)
        return mostBytes === undefined
          ? await contentOf(zip, entry, path)
          : await beginOf(zip, entry, mostBytes);
    return null;
  } catch (cause) {
    if (cause instanceof HeatsoakError) throw cause;
    throw problem('APP_NOT_ZIP', path, `is a broken ZIP archive: ${messageOf(cause)}`, cause);
  } finally {
    zip.close();
  }
}

async function beginOf(zip: ZipFile, entry: Entry, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let held = 0;
  for await (const part of await zip.openReadStreamPromise(entry)) {
    parts.push(part as Buffer);
    held += (part as Buffer).length;
    if (held >= mostBytes) break;
  }
  return Buffer.concat(parts).subarray(0, mostBytes);
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    await refuseIrregularFile(path);
    return await openPromise(path, { autoClose: false });
  } catch (cause) {
    if (cause instanceof HeatsoakError) throw cause;
    throw problem('APP_NOT_ZIP', path, `is no ZIP archive: ${messageOf(cause)}`, cause);
  }
}

async function findInfo(zip: ZipFile, path: string): Promise<Entry> {
  try {
    for await (const entry of zip.eachEntry()) if (INFO.test(entry.fileName)) return entry;
  } catch (cause) {
    throw problem('APP_NOT_ZIP', path, `is a broken ZIP archive: ${messageOf(cause)}`, cause);
  }
  throw problem('APP_WITHOUT_INFO', path, 'has no Payload/*.app/Info.plist: it is no iOS app');
}

async function contentOf(zip: ZipFile, entry: Entry, path: string): Promise<Buffer> {
  if (entry.uncompressedSize > LARGEST_INFO)
    throw problem('APP_INFO_BROKEN', path, `claims an Info.plist of ${entry.uncompressedSize} bytes`);
  try {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  } catch (cause) {
    throw problem('APP_INFO_BROKEN', path, `has an unreadable Info.plist: ${messageOf(cause)}`, cause);
  }
}

function parseInfo(bytes: Buffer, path: string): AppPackage {
  const values = valuesIn(bytes, path);
  const bundleId = values['CFBundleIdentifier'];
  if (typeof bundleId !== 'string' || !BUNDLE_ID.test(bundleId))
    throw problem('APP_INFO_BROKEN', path, 'has an Info.plist without a CFBundleIdentifier that is one');
  const version = values['CFBundleShortVersionString'] ?? values['CFBundleVersion'] ?? '';
  return { bundleId, version: String(version) };
}

function valuesIn(bytes: Buffer, path: string): Dictionary {
  try {
    return readPlist(bytes);
  } catch (cause) {
    throw problem('APP_INFO_BROKEN', path, `has an unreadable Info.plist: ${messageOf(cause)}`, cause);
  }
}

function problem(code: ErrorCode, path: string, why: string, cause?: unknown): HeatsoakError {
  return new HeatsoakError(code, `${path} ${why}`, {
    where: path,
    hint: 'export the .ipa again (Xcode: Product › Archive › Distribute App)',
    ...(cause === undefined ? {} : { cause }),
  });
}
