import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { type Access, accessOf, cookieName, type Door } from './access.ts';

/** What an address is answered with. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  readonly type: 'text/html' | 'application/json' | 'text/plain';
  readonly body: string | Uint8Array;
  /**
   * A page of somebody else, such as the report of a run folder that was copied here: it may run its own scripts and knows
   * nothing of this site's other pages.
   */
  readonly foreign?: true;
}

/** Answers an address below the site's own; null where there is nothing. */
export type Site = (address: URL) => Promise<Answer | null>;

export interface OpenSite {
  /** With the token: who opens it is let in. */
  readonly url: string;
  close(): Promise<void>;
}

export const LOOPBACK = '127.0.0.1';
const TOKEN_BYTES = 16;
/** A browser on this host sends its request at once. */
export const REQUEST_MS = 10_000;
export const MOST_CONNECTIONS = 64;

/**
 * Answers this host alone, to who knows the token, and only what is read.
 * @param port 0: a free one
 * @throws HeatsoakError `PORT_TAKEN`
 */
export async function openLoopbackSite(site: Site, port = 0): Promise<OpenSite> {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS });
  server.maxConnections = MOST_CONNECTIONS;
  const door: Door = { token, port: await listen(server, port) };
  server.on('request', (request, response) => {
    answer(site, door, request, response).catch((error: unknown) =>
      send(request, response, { status: 500, type: 'text/plain', body: messageOf(error) }),
    );
  });
  return {
    url: `http://${LOOPBACK}:${door.port}/?token=${token}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Listens on loopback. @returns the port @throws HeatsoakError `PORT_TAKEN` */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  }).catch((cause) => {
    throw new HeatsoakError('PORT_TAKEN', `cannot listen on ${LOOPBACK}:${port}: ${messageOf(cause)}`, {
      hint: 'name another port with --port, or none: then a free one is taken',
      cause,
    });
  });
  return (server.address() as AddressInfo).port;
}

const refusals: Readonly<Record<Exclude<Access, 'granted' | 'enter'>, Answer>> = {
  'wrong-host': { status: 421, type: 'text/plain', body: 'this address is not one of this server\n' },
  'wrong-method': { status: 405, type: 'text/plain', body: 'this server is only read\n' },
  'no-token': {
    status: 401,
    type: 'text/plain',
    body: 'open the address that `heatsoak serve` printed: it holds the token\n',
  },
};

async function answer(
  site: Site,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = new URL(request.url ?? '/', `http://${LOOPBACK}:${door.port}`);
  const { method = '', headers } = request;
  const access = accessOf({ method, host: headers.host, cookie: headers.cookie, address }, door);
  if (access === 'enter') return enter(door, address, response);
  if (access !== 'granted') return send(request, response, refusals[access]);
  const found = await site(address);
  send(request, response, found ?? { status: 404, type: 'text/plain', body: 'there is nothing here\n' });
}

/** The token leaves the address at once: history, bookmarks and screenshots do not have it. */
function enter({ token, port }: Door, address: URL, response: ServerResponse): void {
  address.searchParams.delete('token');
  // Lax, not strict: a report is a page of its own origin, and its links must lead on. Nothing can be changed by a visit.
  response.writeHead(303, {
    ...headers,
    'Set-Cookie': `${cookieName(port)}=${token}; HttpOnly; SameSite=Lax; Path=/`,
    Location: `${address.pathname}${address.search}`,
  });
  response.end();
}

const headers = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;

const closed =
  "default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';frame-ancestors 'none'";
const OWN_POLICY = `${closed};form-action 'self'`;
/** In a box of its own: a report's script zooms and filters, writes a CSV and prints, and can ask this server for nothing. */
const FOREIGN_POLICY = `${closed};script-src 'unsafe-inline';form-action 'none';sandbox allow-scripts allow-downloads allow-modals`;

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status = 200, type, body, foreign }: Answer,
): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': foreign ? FOREIGN_POLICY : OWN_POLICY,
  });
  response.end(method === 'HEAD' ? undefined : body);
}
