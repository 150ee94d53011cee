import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Gate, listen, type OpenGate, type Passage } from './gate.ts';

/** An answer in WebDriverAgent's place. */
export interface Refusal {
  readonly status: number;
  /** W3C error code. */
  readonly error: string;
  readonly message: string;
}

/** A value in WebDriverAgent's place. */
export interface Reply {
  readonly status: 200;
  readonly value: unknown;
}

/** What becomes of one request to WebDriverAgent. */
export type Answer = Passage | Refusal | Reply;

/** Stands in front of a phone's WebDriverAgent. `answer` is asked for each request, such as `POST /wda/apps/launch`, before it is passed on. */
export async function openAgentGate(
  target: URL,
  answer: (request: string) => Answer,
): Promise<Gate & Pick<OpenGate, 'cut'>> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '').replace(/^\/session\/[^/]+/, '');
    const given = answer(`${incoming.method} ${path || '/session/:id'}`);
    if (given === 'shut') return void response.destroy();
    if (given === 'silent') return void incoming.resume();
    if (given !== 'open') return replyWith(incoming, response, given);
    pass(incoming, response, target);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // As the agent itself: an idle connection is the driver's to close.
  server.keepAliveTimeout = 0;
  const cut = (): number => {
    const count = sockets.size;
    for (const socket of sockets) socket.destroy();
    return count;
  };
  return {
    port: await listen(server, target.hostname),
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function replyWith(incoming: IncomingMessage, response: ServerResponse, given: Refusal | Reply): void {
  incoming.resume();
  const { error, message } = given as Refusal;
  const value = 'value' in given ? given.value : { error, message, traceback: '' };
  response.writeHead(given.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ value, sessionId: null }));
}

function pass(incoming: IncomingMessage, response: ServerResponse, target: URL): void {
  const onward = request(
    {
      host: target.hostname,
      port: target.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    },
    (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}
