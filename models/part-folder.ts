import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/**
 * Runs work that fills a folder aside; the folder, or what is left of it, is gone when the work ends, and at once when the
 * signal says so.
 */
export async function withPartFolder<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  signal?.addEventListener('abort', discard);
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', discard);
    await rm(folder, { recursive: true, force: true });
  }
}
