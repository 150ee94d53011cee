import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a file server does with the next request; what is left out it does well. */
export interface Behaviour {
  readonly status?: number;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Sends headers, so many bytes, and then nothing. */
  readonly hangAfter?: number;
  readonly redirectTo?: string;
  /** Says nothing of the length, and shows the end by closing the connection, after so many bytes. */
  readonly closesAfter?: number;
  /** Sends the content again and again, in chunks, until the other side hangs up. */
  readonly endless?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FileServer {
  readonly url: string;
  /** What is served; may be changed between requests. */
  content: Buffer;
  etag: string | null;
  ranges: boolean;
  /** Even when `If-Range` names another version, as careless servers do. */
  ignoresIfRange: boolean;
  readonly next: Behaviour[];
  readonly seen: { method: string; path: string; range: string | null; authorization: string | null }[];
  close(): Promise<void>;
}

/** A real HTTP server on this host that serves one file under every path. */
export async function fileServer(content: Buffer): Promise<FileServer> {
  const server = createServer((request, response) => void answer(state, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    content,
    etag: '"one"',
    ranges: true,
    ignoresIfRange: false,
    next: [],
    seen: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

function answer(server: FileServer, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  server.seen.push({
    method: request.method ?? '',
    path: request.url ?? '',
    range: headers.range ?? null,
    authorization: headers.authorization ?? null,
  });
  const behaviour = server.next.shift() ?? {};
  for (const [name, value] of Object.entries(behaviour.headers ?? {})) response.setHeader(name, value);
  if (behaviour.redirectTo) return void response.writeHead(302, { location: behaviour.redirectTo }).end();
  if (behaviour.status) return void response.writeHead(behaviour.status).end();
  if (server.etag !== null) response.setHeader('etag', server.etag);
  const start = startOf(server, request);
  if (start > server.content.length)
    return void response.writeHead(416, { 'content-range': `bytes */${server.content.length}` }).end();
  const body = server.content.subarray(start);
  if (sendWithoutLength(response, body, behaviour)) return;
  response.setHeader('content-length', body.length);
  if (start > 0) {
    const last = server.content.length - 1;
    response.writeHead(206, { 'content-range': `bytes ${start}-${last}/${server.content.length}` });
  }
  if (request.method === 'HEAD') return void response.end();
  send(response, body, behaviour);
}

function startOf(server: FileServer, { headers }: IncomingMessage): number {
  const asked = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  if (asked === undefined || !server.ranges) return 0;
  const version = headers['if-range'];
  return version === undefined || version === server.etag || server.ignoresIfRange ? Number(asked) : 0;
}

function sendWithoutLength(
  response: ServerResponse,
  body: Buffer,
  { endless, closesAfter }: Behaviour,
): boolean {
  if (endless) sendOnAndOn(response, body);
  if (closesAfter !== undefined) {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
    response.end(body.subarray(0, closesAfter));
  }
  return endless === true || closesAfter !== undefined;
}

function sendOnAndOn(response: ServerResponse, body: Buffer): void {
  const next = (): void => {
    if (!response.destroyed) response.write(body, next);
  };
  next();
}

function send(response: ServerResponse, body: Buffer, { cutAfter, hangAfter }: Behaviour): void {
  if (hangAfter !== undefined) return void response.write(body.subarray(0, hangAfter));
  if (cutAfter === undefined) return void response.end(body);
  // What was written must have left before the cut, or the client would see less than was meant.
  response.write(body.subarray(0, cutAfter), () => response.socket?.destroySoon());
}
