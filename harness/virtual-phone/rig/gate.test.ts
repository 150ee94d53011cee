import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Answer, openAgentGate } from './agent-gate.ts';
import { listen, openGate, type Passage } from './gate.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** A service that answers each byte with the same byte. */
async function echo(): Promise<{ address: string; port: number }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  opened.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return { address: '127.0.0.1', port: await listen(server, '127.0.0.1') };
}

async function gate(passage: () => Passage) {
  const one = await openGate(await echo(), passage);
  opened.push(one);
  return one;
}

function client(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  opened.push({ close: () => socket.destroy() });
  return socket;
}

test('what is sent to an open gate arrives, and its answer comes back', async () => {
  const { port } = await gate(() => 'open');
  const socket = client(port);
  socket.write('hello');
  expect(String((await once(socket, 'data'))[0])).toBe('hello');
});

test('a gate that is shut ends every connection', async () => {
  const { port } = await gate(() => 'shut');
  await once(client(port), 'close');
});

test('a silent gate takes what is sent and says nothing, until it is closed', async () => {
  const silent = await gate(() => 'silent');
  const socket = client(silent.port);
  let heard = 0;
  socket.on('data', () => heard++);
  socket.write('hello');
  await once(socket, 'connect');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await silent.close();
  await closed;
  expect(heard).toBe(0);
});

test('a cut ends what is under way, and the next connection is well', async () => {
  const cut = await gate(() => 'open');
  const socket = client(cut.port);
  socket.write('a');
  await once(socket, 'data');
  expect(cut.cut()).toBeGreaterThan(0);
  await once(socket, 'close');
  const next = client(cut.port);
  next.write('b');
  expect(String((await once(next, 'data'))[0])).toBe('b');
});

test('a gate that is hushed keeps what is under way open, and neither side hears the other', async () => {
  const hushed = await gate(() => 'open');
  const socket = client(hushed.port);
  socket.write('a');
  await once(socket, 'data');
  let heard = 0;
  socket.on('data', () => heard++);
  hushed.hush();
  socket.write('b');
  const next = client(hushed.port);
  next.write('c');
  await once(next, 'data');
  expect([heard, socket.destroyed]).toEqual([0, false]);
});

async function agentGate(answer: (request: string) => Answer): Promise<string> {
  const server = createHttpServer((_, response) => response.end('{"value":"it"}'));
  opened.push({ close: () => server.close() });
  const port = await listen(server, '127.0.0.1');
  const one = await openAgentGate(new URL(`http://127.0.0.1:${port}`), answer);
  opened.push(one);
  return `http://127.0.0.1:${one.port}`;
}

test('a request to WebDriverAgent is named without its session, passed on, or answered in its place', async () => {
  const asked: string[] = [];
  const url = await agentGate((request) => {
    asked.push(request);
    return request === 'GET /status' ? 'open' : { status: 404, error: 'invalid session id', message: 'gone' };
  });
  expect(await (await fetch(`${url}/status`)).json()).toEqual({ value: 'it' });
  const refused = await fetch(`${url}/session/7/wda/apps/state`, { method: 'POST', body: '{}' });
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({ value: { error: 'invalid session id' } });
  expect(asked).toEqual(['GET /status', 'POST /wda/apps/state']);
});

test('a value may be answered in WebDriverAgent’s place', async () => {
  const url = await agentGate(() => ({ status: 200, value: 3 }));
  expect(await (await fetch(`${url}/session/7/wda/apps/state`, { method: 'POST' })).json()).toMatchObject({
    value: 3,
  });
});

test('a request that is shut out gets no answer at all', async () => {
  const url = await agentGate(() => 'shut');
  await expect(fetch(`${url}/status`)).rejects.toThrow();
});
