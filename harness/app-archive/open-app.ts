import { stat } from 'node:fs/promises';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { refuseIrregularFile } from '../files/read-user-file.ts';
import { type Dictionary, readPlist } from '../plist/read-plist.ts';
import type { AppArchive } from './app-archive.ts';
import { openAppFolder } from './app-folder.ts';
import { archiveProblem } from './archive-problem.ts';
import { openZippedApp } from './zipped-app.ts';

/** An Info.plist is a few kilobytes, a profile some ten; one that claims more is hostile. */
const LARGEST_PART = 4 << 20;

/**
 * Opens an `.ipa`, the ZIP of an `.app`, or an `.app` folder, works with it, and closes it. Nothing is unpacked.
 * @throws HeatsoakError `FILE_MISSING`, `FILE_NOT_REGULAR`, `APP_NOT_ZIP`, `APP_WITHOUT_INFO`, naming the file
 */
export async function withApp<T>(path: string, work: (app: AppArchive) => Promise<T>): Promise<T> {
  const app = await opened(path);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

async function opened(path: string): Promise<AppArchive> {
  const kind = await stat(path).catch((cause: unknown) => {
    throw new HeatsoakError('FILE_MISSING', `cannot read ${path}: ${fileProblem(cause)}`, {
      where: path,
      cause,
    });
  });
  if (kind.isDirectory()) return openAppFolder(path);
  await refuseIrregularFile(path);
  return openZippedApp(path);
}

/** The whole of a small file of an app; null where there is none. @throws HeatsoakError `APP_INFO_BROKEN` for a large one */
export async function partOf(app: AppArchive, name: string): Promise<Buffer | null> {
  const size = app.files.find((file) => file.name === name)?.sizeBytes ?? 0;
  if (size > LARGEST_PART)
    throw archiveProblem('APP_INFO_BROKEN', app.path, `claims an ${name} of ${size} bytes`);
  return app.readAt(name, 0, LARGEST_PART);
}

/** The Info.plist of an app. @throws HeatsoakError `APP_INFO_BROKEN` */
export async function infoOf(app: AppArchive): Promise<Dictionary> {
  try {
    return readPlist((await partOf(app, 'Info.plist')) ?? Buffer.alloc(0));
  } catch (cause) {
    if (cause instanceof HeatsoakError && cause.code === 'APP_INFO_BROKEN') throw cause;
    throw archiveProblem(
      'APP_INFO_BROKEN',
      app.path,
      `has an unreadable Info.plist: ${messageOf(cause)}`,
      cause,
    );
  }
}
