import type { Socket } from 'node:net';

/** A peer that sends more than it was asked for has to wait. */
const HIGH_WATER_BYTES = 16 << 20;

/** Takes exact numbers of bytes from a socket, each number within a limit, however slowly they drip in. */
export interface SocketReader {
  /** @throws Error when the peer closes before, or has not sent them all within the limit */
  take(length: number): Promise<Buffer>;
}

export function socketReader(socket: Socket, limitMs: number): SocketReader {
  // Joined only when they are taken: joining at each arrival would cost the square of what is waited for.
  let chunks: Buffer[] = [];
  let held = 0;
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held > HIGH_WATER_BYTES) socket.pause();
    wake?.();
  });
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  return {
    async take(length) {
      const timer = setTimeout(() => fail(new Error(lateBy(held, length, limitMs))), limitMs);
      try {
        while (held < length) {
          if (failure) throw failure;
          socket.resume();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        clearTimeout(timer);
        wake = null;
      }
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      chunks = all.length > length ? [all.subarray(length)] : [];
      held -= length;
      return all.subarray(0, length);
    },
  };
}

const lateBy = (held: number, length: number, limitMs: number): string =>
  held === 0
    ? `silent for ${limitMs / 1000} s`
    : `only ${held} of ${length} bytes within ${limitMs / 1000} s`;
