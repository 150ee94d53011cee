import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { socketReader } from './socket-reader.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** Of what comes, however long this host takes over it. */
const PATIENT_MS = 60_000;

/** A socket to a server that does this with everyone who comes. */
async function connected(greet: (peer: Socket) => void): Promise<Socket> {
  const server = createServer((peer) => {
    peer.on('error', () => undefined);
    opened.push({ close: () => peer.destroy() });
    greet(peer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  opened.push(server, { close: () => socket.destroy() });
  await once(socket, 'connect');
  return socket;
}

test('bytes come in the lengths that are asked for, however they were sent', async () => {
  const socket = await connected((peer) => {
    peer.write('ab');
    peer.write('cdefg');
  });
  const reader = socketReader(socket, PATIENT_MS);
  const taken = [];
  for (const length of [1, 3, 0, 3]) taken.push((await reader.take(length)).toString());
  expect(taken).toEqual(['a', 'bcd', '', 'efg']);
});

test('a peer that sends without end is made to wait, and all that it sent still comes', async () => {
  const flood = Buffer.alloc(48 << 20, 1);
  const socket = await connected((peer) => void peer.write(flood));
  const reader = socketReader(socket, PATIENT_MS);
  const paused = once(socket, 'pause');
  await reader.take(4);
  await paused;
  expect((await reader.take(flood.length - 4)).equals(flood.subarray(4))).toBe(true);
});

test('silence and a close end the wait, each by its name', async () => {
  const silent = socketReader(await connected(() => undefined), 20);
  await expect(silent.take(1)).rejects.toThrow('silent for 0.02 s');
  const gone = socketReader(await connected((peer) => peer.end('x')), PATIENT_MS);
  await expect(gone.take(2)).rejects.toThrow('closed');
});

test('a peer that drips is waited for as long as one that is silent, not for ever', async () => {
  const dripping = await connected((peer) => {
    const drip = setInterval(() => peer.write('x'), 20);
    peer.on('close', () => clearInterval(drip));
  });
  // The first drop is there before the limit begins.
  await once(dripping, 'readable');
  await expect(socketReader(dripping, 300).take(1e6)).rejects.toThrow(
    /^only \d+ of 1000000 bytes within 0.3 s$/,
  );
});
