import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelCache } from './model-cache.ts';
import { modelSource } from './model-source.ts';
import { type Pulled, pullModel } from './pull.ts';

/** What servers really answer to who asks for a whole file, beside the file. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const content = Buffer.alloc(100_000, 0x91);
let folder: string;
let server: Server;
let answer: Answer;
let retries: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-answers-'));
  retries = [];
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function pull(how: Answer): Promise<Pulled> {
  answer = how;
  return pullModel({
    source: modelSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.bin`),
    cache: new ModelCache(folder),
    sha256: null,
    offline: false,
    again: false,
    token: null,
    limits: { stallMs: 5000, attempts: 3, firstWaitMs: 1, longestWaitMs: 1, attemptsInAll: 5 },
    now: new Date('2026-11-29T00:00:00Z'),
    progress: () => undefined,
    retrying: (reason) => void retries.push(reason),
    wait: async () => undefined,
  });
}

const leftovers = (): Promise<string[]> => readdir(join(folder, 'pulled', 'parts'));
const half = content.subarray(0, 50_000);
const part = (range: string | null): Answer => {
  return (_, response) => {
    if (range !== null) response.setHeader('content-range', range);
    response.writeHead(206, { etag: '"one"', 'content-length': half.length }).end(half);
  };
};
const encoded = (as: string): Answer => {
  return (_, response) => void response.writeHead(200, { 'content-encoding': as }).end(content);
};
const status = (code: number): Answer => {
  return (_, response) => void response.writeHead(code).end();
};

/** Half of it, and the end of the connection once that has arrived: what is unread when it ends would be lost. */
const cut: Answer = (_, response) =>
  void response.write(half, () => setTimeout(() => response.destroy(), 150));

test.each<[string, Answer, RegExp]>([
  ['the first half', part('bytes 0-49999/100000'), /HTTP 206 \(bytes 0-49999\/100000\)/],
  ['another place', part('bytes 7-50006/100000'), /HTTP 206 \(bytes 7-50006\/100000\)/],
  ['a part of who knows what', part(null), /HTTP 206 \(no Content-Range\)/],
  ['no part at all', status(416), /HTTP 416/],
  ['what is not gzip', encoded('gzip'), /encoded as gzip, which it is not/],
  ['what is not Brotli', encoded('br'), /encoded as br, which it is not/],
  ['a proxy that wants a password', status(407), /407/],
])('%s is refused at once, and nothing stays', async (_, how, why) => {
  await expect(pull(how)).rejects.toMatchObject({
    code: 'PULL_REFUSED',
    message: expect.stringMatching(why),
  });
  expect(retries).toEqual([]);
  expect(await leftovers()).toEqual([]);
});

test.each(['http://user:pw-of-mine@127.0.0.1:1/x', 'http://pw-of-mine@127.0.0.1:1/x'])(
  'a password in a redirect is refused at once, and shown nowhere: %s',
  async (location) => {
    const refusal = await pull((_, response) => void response.writeHead(302, { location }).end()).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'PULL_REFUSED', message: expect.stringMatching(/password in it/) });
    expect(JSON.stringify([refusal, String(refusal), retries])).not.toContain('pw-of-mine');
    expect(retries).toEqual([]);
  },
);

test.each<[string, Answer]>([
  ['by a copy of somebody (203)', (_, response) => void response.writeHead(203).end(content)],
  [
    'as the one range that it has',
    (_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-99999/100000' }).end(content),
  ],
])('a whole file is taken %s', async (_, how) => {
  expect((await pull(how)).sizeBytes).toBe(content.length);
});

test('a server that goes on elsewhere than it was asked to is asked for the whole', async () => {
  const ranges: (string | undefined)[] = [];
  const pulled = await pull(({ headers }, response) => {
    ranges.push(headers.range);
    response.setHeader('etag', '"one"');
    if (ranges.length === 1) return cut({} as IncomingMessage, response);
    if (headers.range) return part('bytes 7-50006/100000')({} as IncomingMessage, response);
    response.end(content);
  });
  expect(pulled.sizeBytes).toBe(content.length);
  expect(ranges.map((range) => range !== undefined)).toEqual([false, true, false]);
  expect(retries.at(-1)).toMatch(/did not go on where it was asked to/);
});

test('a length beyond the disk is refused with what is needed and what is free', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const long = pull((_, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-length': 1e15 }).write('x');
  });
  await expect(long).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(/1000000000000000 bytes are still to come, and \d+ are free/),
  });
  // A connection that stays open would hold the process.
  expect(await Promise.race([closed, sleep(1000, 'open')])).not.toBe('open');
  expect(await leftovers()).toEqual([]);
});

test('a cut of what names no version begins anew, says so, and keeps nothing', async () => {
  await expect(pull(cut)).rejects.toMatchObject({
    code: 'PULL_FAILED',
    message: expect.stringMatching(/no bytes are kept/),
    hint: expect.stringMatching(/begins anew/),
  });
  expect(await leftovers()).toEqual([]);
});

test('a refusal keeps what an earlier cut left and a later attempt can continue', async () => {
  await expect(
    pull((request, response) => cut(request, response.setHeader('etag', '"one"'))),
  ).rejects.toMatchObject({ code: 'PULL_FAILED', hint: expect.stringMatching(/goes on where/) });
  const kept = await leftovers();
  expect(kept.filter((name) => name.endsWith('.part'))).toHaveLength(1);
  await expect(pull(status(403))).rejects.toMatchObject({ code: 'PULL_FORBIDDEN' });
  expect(await leftovers()).toEqual(kept);
});

test.each([404, 403, 400])('HTTP %i leaves nothing behind', async (code) => {
  await expect(pull(status(code))).rejects.toThrow();
  expect(await leftovers()).toEqual([]);
});
