import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isProcessAlive } from '../harness/files/process-alive.ts';

/**
 * Runs work that fills a folder aside; the folder, or what is left of it, is gone when the work ends, and at once when the
 * signal says so.
 */
export async function withPartFolder<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await removeDeadParts(folder);
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  signal?.addEventListener('abort', discard);
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', discard);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that ended without a word left in a folder: `.NAME.PID.part` and `NAME.PID.part`. */
export async function removePartsOf(pid: number, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.endsWith(`.${pid}.part`));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Removes part folders of a target whose processes are gone, such as those that were killed. */
export async function removeDeadParts(part: string): Promise<void> {
  const [folder, prefix] = [dirname(part), basename(part).replace(/\d+\.part$/, '')];
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.part$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isProcessAlive(Number(pid))) await removePartsOf(Number(pid), folder);
  }
}
