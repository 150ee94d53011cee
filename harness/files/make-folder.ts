import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/**
 * Makes a folder and those above it; one that is there is fine. Each is made by itself: below /proc Node's own
 * `recursive` makes the same folder again without end.
 * @throws HeatsoakError `FOLDER_UNWRITABLE`
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isFolder(at)); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const folder of missing) {
    await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process has made it in between.
      if (error.code !== 'EEXIST' || !(await isFolder(folder))) throw unwritable(path, error);
    });
  }
}

const unwritable = (path: string, cause: NodeJS.ErrnoException): HeatsoakError =>
  new HeatsoakError('FOLDER_UNWRITABLE', `cannot make the folder ${path}: ${problemOf(cause)}`, {
    where: path,
    cause,
  });

const problemOf = (cause: NodeJS.ErrnoException): string =>
  cause.code === 'ENOENT'
    ? 'no folder can be made there'
    : cause.code === 'EEXIST'
      ? 'a file stands there'
      : fileProblem(cause);

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
