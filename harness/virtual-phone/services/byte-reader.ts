import type { Socket } from 'node:net';

/** Bytes waiting above this pause the socket, so that a 2 GB upload stays flat in memory. */
const HIGH_WATER_BYTES = 16 << 20;

/** A length that a client made up must neither fill the memory nor run backwards. */
const LARGEST_TAKE_BYTES = 1 << 30;

/** Takes exact numbers of bytes from a socket, with back-pressure. */
export interface ByteReader {
  /** The next `length` bytes, or null when the peer closed before. @throws Error for a length that cannot be meant */
  take(length: number): Promise<Buffer | null>;
}

/** One reader a socket; only one `take` may be under way. */
export function byteReader(socket: Socket): ByteReader {
  let chunks: Buffer[] = [];
  let held = 0;
  let ended = false;
  let wake: (() => void) | null = null;
  const changed = (): void => wake?.();
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held > HIGH_WATER_BYTES) socket.pause();
    changed();
  });
  socket.on('close', () => {
    ended = true;
    changed();
  });
  socket.on('error', () => socket.destroy());

  const cut = (length: number): Buffer => {
    const first = chunks[0];
    if (first && first.length >= length) {
      chunks[0] = first.subarray(length);
      if (chunks[0].length === 0) chunks.shift();
      return first.subarray(0, length);
    }
    const all = Buffer.concat(chunks);
    chunks = all.length > length ? [all.subarray(length)] : [];
    return all.subarray(0, length);
  };
  return {
    async take(length) {
      if (!(length >= 0 && length <= LARGEST_TAKE_BYTES))
        throw new Error(`no phone takes ${length} bytes at once`);
      while (held < length) {
        if (ended) return null;
        socket.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      held -= length;
      return cut(length);
    },
  };
}
