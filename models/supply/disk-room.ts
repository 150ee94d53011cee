import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFull } from './part-file.ts';

/** A download leaves so much of the disk to others: a tenth, 512 MiB at most. */
const KEPT_SHARE = 0.1;
const MOST_KEPT = 512 << 20;

/** Bytes that a download may still write beside a path. */
export async function roomFor(path: string): Promise<number> {
  const { free, kept } = await diskOf(path);
  return free - kept;
}

async function diskOf(path: string): Promise<{ free: number; kept: number }> {
  const { bavail, blocks, bsize } = await statfs(dirname(path));
  return { free: bavail * bsize, kept: Math.min(MOST_KEPT, KEPT_SHARE * blocks * bsize) };
}

/** Refuses before the first byte what the disk cannot hold. @throws HeatsoakError `DISK_FULL` */
export async function reserveDisk(path: string, bytes: number): Promise<void> {
  const { free, kept } = await diskOf(path);
  if (free - kept >= bytes) return;
  const left = Math.round(kept);
  throw diskFull(
    path,
    `${bytes} bytes are still to come, and ${free} are free, of which ${left} stay for others`,
  );
}
