import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** A temporary folder that does not outlive its work. */
export interface ScratchFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const REMOVAL = { recursive: true, force: true, maxRetries: 3 } as const;

/**
 * Makes one below the system's temporary folder. A process that ends before `remove` removes it, too, unless it was killed.
 * @param name says whose it is: `demo` becomes `heatsoak-demo-…`
 * @throws HeatsoakError `TEMPORARY_FOLDER`
 */
export async function scratchFolder(name: string): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), `heatsoak-${name}-`)).catch((cause: unknown) => {
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
