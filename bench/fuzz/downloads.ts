import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { ggufHeader } from '../../models/gguf/write-gguf.ts';
import { headers, metadataOf } from '../../models/memory/headers.fixture.ts';
import { ModelCache } from '../../models/supply/model-cache.ts';
import { modelSource } from '../../models/supply/model-source.ts';
import { pullModel } from '../../models/supply/pull.ts';
import type { FuzzTarget } from './target.ts';

const model = ggufHeader(metadataOf(headers[0] as (typeof headers)[number]), []);
const answer = (lines: readonly string[], body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${lines.join('\r\n')}\r\n\r\n`), body]);
const chunked = Buffer.concat([
  Buffer.from(`${model.length.toString(16)}\r\n`),
  model,
  Buffer.from('\r\n0\r\n\r\n'),
]);

/** What a server answers to a pull, byte by byte. What is kept must be a model, and only in its place in the cache. */
export const downloadTarget: FuzzTarget = {
  name: 'download',
  inputs: [
    answer(['200 OK', `Content-Length: ${model.length}`, 'ETag: "one"', 'Connection: close'], model),
    answer(['200 OK', 'Transfer-Encoding: chunked', 'Connection: close'], chunked),
    answer(
      ['302 Found', 'Location: /other.gguf', `X-Linked-Etag: "${'a'.repeat(64)}"`, 'Connection: close'],
      Buffer.alloc(0),
    ),
    answer(['206 Partial Content', 'Content-Range: bytes 5-9/10', 'Connection: close'], Buffer.from('hello')),
    answer(['503 Busy', 'Retry-After: 1', 'Connection: close'], Buffer.alloc(0)),
  ],
  async open() {
    let bytes: Buffer = Buffer.alloc(0);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.once('data', () => socket.end(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      async read(input) {
        bytes = input;
        const folder = mkdtempSync(join(tmpdir(), 'heatsoak-fuzz-'));
        const refusal = await pull(port, folder).then(
          () => null,
          (error: unknown) => error,
        );
        const found = readdirSync(folder).join();
        rmSync(folder, { recursive: true });
        if (found !== 'pulled' && found !== '') throw new TypeError(`something was written: ${found}`);
        if (refusal !== null) throw refusal;
      },
      async close() {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
  isRefusal: (error) => error instanceof HeatsoakError,
};

const pull = (port: number, folder: string) =>
  pullModel({
    source: modelSource(`http://127.0.0.1:${port}/model.gguf`),
    cache: new ModelCache(folder),
    sha256: null,
    offline: false,
    again: false,
    token: null,
    limits: { stallMs: 100, attempts: 2, firstWaitMs: 0, longestWaitMs: 0, attemptsInAll: 2 },
    now: new Date(0),
    progress: () => undefined,
    retrying: () => undefined,
    wait: async () => undefined,
  });
