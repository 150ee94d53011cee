import type { Socket } from 'node:net';

/** Takes exact numbers of bytes from a socket, each within a limit. */
export interface SocketReader {
  /** @throws Error when the peer closes before, or is silent for longer than the limit */
  take(length: number): Promise<Buffer>;
}

export function socketReader(socket: Socket, limitMs: number): SocketReader {
  let held: Buffer = Buffer.alloc(0);
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
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
      while (held.length < length) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => fail(new Error(`silent for ${limitMs / 1000} s`)), limitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
  };
}
