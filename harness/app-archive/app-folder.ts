import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { messageOf } from '../errors/heatsoak-error.ts';
import { openRegularFile } from '../files/read-user-file.ts';
import type { AppArchive, ArchivedFile } from './app-archive.ts';
import { archiveProblem } from './archive-problem.ts';

/** The largest apps have some ten thousand files. */
const MOST_FILES = 200_000;

/** Opens an `.app` as Xcode leaves it. Links in it are not followed. @throws HeatsoakError `APP_WITHOUT_INFO` */
export async function openAppFolder(path: string): Promise<AppArchive> {
  const files = await filesBelow(path);
  if (!files.some(({ name }) => name === 'Info.plist'))
    throw archiveProblem('APP_WITHOUT_INFO', path, 'has no Info.plist: it is no iOS app');
  return {
    ...{ path, files },
    kind: 'app folder',
    appName: basename(resolve(path)),
    async readAt(name, offset, length) {
      if (!files.some((each) => each.name === name)) return null;
      const file = await openRegularFile(join(path, name));
      try {
        const { size } = await file.stat();
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    close: async () => undefined,
  };
}

async function filesBelow(path: string): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const open = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const at = join(folder, entry.name);
      if (entry.isDirectory()) await open(at);
      if (!entry.isFile()) continue;
      if (files.length === MOST_FILES)
        throw archiveProblem('APP_WITHOUT_INFO', path, `has more than ${MOST_FILES} files: it is no app`);
      const sizeBytes = await sizeOf(at);
      files.push({ name: relative(path, at).split(sep).join('/'), sizeBytes, storedBytes: sizeBytes });
    }
  };
  try {
    await open(path);
  } catch (cause) {
    throw archiveProblem('APP_WITHOUT_INFO', path, `cannot be read: ${messageOf(cause)}`, cause);
  }
  return files;
}

async function sizeOf(path: string): Promise<number> {
  const file = await openRegularFile(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
