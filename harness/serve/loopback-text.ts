import { createServer, type RequestListener } from 'node:http';
import { messageOf } from '../errors/heatsoak-error.ts';
import { LOOPBACK, listen, MOST_CONNECTIONS, REQUEST_MS } from './loopback-site.ts';

/** One text under one path, for programs of this host; it holds no secret, and needs no token. */
export interface LoopbackText {
  readonly path: string;
  readonly type: string;
  readonly text: () => Promise<string>;
}

/**
 * Answers GET and HEAD of that path on 127.0.0.1, and nothing else. A name that somebody pointed at this host is refused, so that
 * no page of another site reads it.
 * @param port 0: a free one
 * @throws HeatsoakError `PORT_TAKEN`
 */
export async function openLoopbackText(
  { path, type, text }: LoopbackText,
  port: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS });
  server.maxConnections = MOST_CONNECTIONS;
  const own = await listen(server, port);
  const hosts = [`${LOOPBACK}:${own}`, `localhost:${own}`];
  const answer: RequestListener = (request, response) => {
    const end = (status: number, body: string, as = 'text/plain; charset=utf-8'): void =>
      void response
        .writeHead(status, {
          'Content-Type': as,
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
        })
        .end(request.method === 'HEAD' ? undefined : body);
    if (!hosts.includes(request.headers.host ?? ''))
      return end(421, 'this address is not one of this server\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, 'this server is only read\n');
    if (request.url?.split('?', 1)[0] !== path) return end(404, `there is ${path}\n`);
    text().then(
      (body) => end(200, body, type),
      (error: unknown) => end(503, `${messageOf(error)}\n`),
    );
  };
  server.on('request', answer);
  return {
    url: `http://${LOOPBACK}:${own}${path}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
