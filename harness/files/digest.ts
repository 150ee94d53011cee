import { createHash } from 'node:crypto';
import { openRegularFile } from './read-user-file.ts';

/** One buffer for all of a file: new ones take the system as long to make as the hash takes. */
const BUFFER_BYTES = 1 << 20;

/** SHA-256 and size of a file of any length, in flat memory. @throws HeatsoakError `FILE_NOT_REGULAR` */
export async function sha256OfFile(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const file = await openRegularFile(path);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    let sizeBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, BUFFER_BYTES, sizeBytes);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      sizeBytes += bytesRead;
    }
    return { sha256: hash.digest('hex'), sizeBytes };
  } finally {
    await file.close();
  }
}

/** The same of bytes that are in memory. */
export const sha256OfBytes = (bytes: Uint8Array): { sha256: string; sizeBytes: number } => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sizeBytes: bytes.length,
});
