import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFull } from './part-file.ts';

/** A download leaves so much of the disk to others: a tenth, 512 MiB at most. */
const KEPT_SHARE = 0.1;
const MOST_KEPT = 512 << 20;

/** Bytes that a download may still write beside a path. */
export async function roomFor(path: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(dirname(path));
  return bavail * bsize - Math.min(MOST_KEPT, KEPT_SHARE * blocks * bsize);
}

/** Refuses before the first byte what the disk cannot hold. @throws HeatsoakError `DISK_FULL` */
export async function reserveDisk(path: string, bytes: number): Promise<void> {
  if ((await roomFor(path)) < bytes) throw diskFull(path);
}
