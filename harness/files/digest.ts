import { createHash } from 'node:crypto';
import { openRegularFile } from './read-user-file.ts';

/** SHA-256 and size of a file of any length, in flat memory. @throws HeatsoakError `FILE_NOT_REGULAR` */
export async function sha256OfFile(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const file = await openRegularFile(path);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of file.createReadStream({ highWaterMark: 4 << 20 })) {
    hash.update(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** The same of bytes that are in memory. */
export const sha256OfBytes = (bytes: Uint8Array): { sha256: string; sizeBytes: number } => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sizeBytes: bytes.length,
});
