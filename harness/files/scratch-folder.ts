import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { isAlive, owner, thisProcess } from './owner.ts';

/** A temporary folder that does not outlive its work. */
export interface ScratchFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const REMOVAL = { recursive: true, force: true, maxRetries: 3 } as const;
/** In each folder: the process that it belongs to. */
const OWNER = '.owner.json';
const SCRATCH_NAME = /^heatsoak-[a-z]+-[A-Za-z0-9]{6}$/;

/**
 * Makes one below the system's temporary folder. A process that ends before `remove` removes it, too; what a process left
 * that was killed, the next one that makes such a folder removes.
 * @param name says whose it is: `demo` becomes `heatsoak-demo-…`
 * @throws HeatsoakError `TEMPORARY_FOLDER`
 */
export async function scratchFolder(name: string): Promise<ScratchFolder> {
  await sweepScratchFolders();
  const path = await makeOwned(name).catch((cause: unknown) => {
    throw new HeatsoakError(
      'TEMPORARY_FOLDER',
      `no temporary folder can be made in ${tmpdir()}: ${fileProblem(cause)}`,
      { where: tmpdir(), hint: 'point TMPDIR to a folder that exists, can be written and has room', cause },
    );
  });
  const now = (): void => rmSync(path, REMOVAL);
  process.once('exit', now);
  return {
    path,
    async remove() {
      process.off('exit', now);
      await rm(path, REMOVAL);
    },
  };
}

async function makeOwned(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `heatsoak-${name}-`));
  await writeFile(join(path, OWNER), JSON.stringify(thisProcess()));
  return path;
}

/** Removes folders of this user whose process is gone. A folder that names no process is left alone. */
async function sweepScratchFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => SCRATCH_NAME.test(each))) {
    const path = join(tmpdir(), name);
    // A folder that cannot be removed now must not keep this one from being made.
    if (await isLeftBehind(path)) await rm(path, REMOVAL).catch(() => undefined);
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) return false;
    return !isAlive(owner.parse(JSON.parse(await readFile(join(path, OWNER), 'utf8'))));
  } catch {
    return false;
  }
}
