import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { download } from './download.ts';
import { type FileServer, fileServer } from './file-server.fixture.ts';
import { ModelCache } from './model-cache.ts';
import { modelSource } from './model-source.ts';
import { type PullRequest, pullModel } from './pull.ts';
import { stateOfSource } from './update.ts';

const content = randomBytes(300_000);
const sha256 = sha(content);
let folder: string;
let server: FileServer;
let waits: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-pull-'));
  server = await fileServer(content);
  waits = [];
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function request(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    source: modelSource(`${server.url}/models/small.bin`),
    cache: new ModelCache(folder),
    sha256: null,
    offline: false,
    again: false,
    token: null,
    limits: { stallMs: 5000, attempts: 4, firstWaitMs: 100, longestWaitMs: 400, attemptsInAll: 50 },
    now: new Date('2026-11-24T00:00:00Z'),
    progress: () => undefined,
    retrying: (_reason, waitMs) => void waits.push(waitMs),
    wait: async () => undefined,
    ...changes,
  };
}

const leftovers = (): Promise<string[]> => readdir(join(folder, 'pulled', 'parts'));

test('a whole file lands under its hash with its own name, and nothing else stays', async () => {
  const pulled = await pullModel(request({ sha256 }));

  expect(pulled).toMatchObject({
    sha256,
    sizeBytes: content.length,
    from: 'network',
    verifiedAgainst: 'sha256-option',
  });
  expect(pulled.path.endsWith(join(sha256, 'small.bin'))).toBe(true);
  expect(sha(await readFile(pulled.path))).toBe(sha256);
  expect(await leftovers()).toEqual([]);
});

test('connections cut at any bytes still give the same file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 2000, max: 90_000 }), { maxLength: 5 }), async (cuts) => {
      await rm(folder, { recursive: true, force: true });
      server.next.push(...cuts.map((cutAfter) => ({ cutAfter })));
      const pulled = await pullModel(request({ sha256, limits: { ...request().limits, attempts: 10 } }));
      expect(sha(await readFile(pulled.path))).toBe(sha256);
      server.next.length = 0;
    }),
    { numRuns: 12 },
  );
});

test('a later process goes on with the part that an earlier one left', async () => {
  // A hang and not a cut: what a cut leaves unread in the socket is lost.
  server.next.push({ hangAfter: 100_000 }, { status: 503 }, { status: 503 }, { status: 503 });
  const limits = { ...request().limits, stallMs: 3000 };
  await expect(pullModel(request({ limits }))).rejects.toMatchObject({ code: 'PULL_FAILED', kind: 'host' });
  server.seen.length = 0;

  const pulled = await pullModel(request({ sha256 }));

  expect(sha(await readFile(pulled.path))).toBe(sha256);
  expect(server.seen[0]?.range).toBe('bytes=100000-');
});

test('attempts that bring nothing end, with growing waits between them', async () => {
  server.next.push({ status: 500 }, { status: 502 }, { status: 503 }, { status: 504 }, { status: 500 });
  await expect(pullModel(request())).rejects.toThrow(/4 attempts \(last: HTTP 504\)/);
  expect(waits).toEqual([100, 200, 400]);
});

test('a busy server names the wait, up to the longest one', async () => {
  server.next.push({ status: 429, headers: { 'retry-after': '3600' } });
  await pullModel(request());
  expect(waits).toEqual([400]);
});

test('a server without ranges is asked for the whole file again', async () => {
  server.ranges = false;
  server.next.push({ cutAfter: 50_000 });
  const pulled = await pullModel(request({ sha256 }));
  expect(sha(await readFile(pulled.path))).toBe(sha256);
});

/** The server has another file under the same name from now on. */
function publish(content: Buffer): void {
  server.content = content;
  server.etag = '"two"';
}

test('a file that changes between two attempts is fetched anew, never mixed', async () => {
  const newer = randomBytes(280_000);
  server.next.push({ cutAfter: 120_000 });
  const pulled = await pullModel(request({ wait: async () => publish(newer) }));
  expect(pulled.sha256).toBe(sha(newer));
});

test('a server that ignores If-Range cannot make us mix two versions either', async () => {
  const newer = randomBytes(300_000);
  server.ignoresIfRange = true;
  server.next.push({ cutAfter: 120_000 });
  const pulled = await pullModel(request({ wait: async () => publish(newer) }));
  expect(pulled.sha256).toBe(sha(newer));
});

test('wrong bytes are refused with both hashes, and nothing of them is kept', async () => {
  const asked = sha(Buffer.from('another file'));
  await expect(pullModel(request({ sha256: asked }))).rejects.toMatchObject({
    code: 'PULL_HASH_DIFFERS',
    message: expect.stringMatching(new RegExp(`${sha256}.*${asked}`)),
  });
  expect(await leftovers()).toEqual([]);
  expect(await new ModelCache(folder).list()).toEqual([]);
});

test('the hash that a hub publishes on its redirect is checked without being asked for', async () => {
  const redirect = (published: string) => ({
    redirectTo: `${server.url}/cdn/blob`,
    headers: { 'x-linked-etag': `"${published}"` },
  });
  server.next.push(redirect(sha256));
  expect(await pullModel(request())).toMatchObject({ sha256, verifiedAgainst: 'published' });
  server.next.push(redirect(sha(Buffer.from('other'))));
  await expect(pullModel(request({ again: true }))).rejects.toMatchObject({ code: 'PULL_HASH_DIFFERS' });
});

test('a token goes to the hub, not to the host that it redirects to', async () => {
  const elsewhere = await fileServer(content);
  server.next.push({ redirectTo: `${elsewhere.url}/blob` });
  await pullModel(request({ token: 'secret' }));
  await elsewhere.close();
  expect(server.seen[0]?.authorization).toBe('Bearer secret');
  expect(elsewhere.seen[0]?.authorization).toBeNull();
});

test.each([
  [404, 'PULL_NOT_FOUND'],
  [403, 'PULL_FORBIDDEN'],
  [400, 'PULL_REFUSED'],
])('HTTP %i ends at once as %s', async (status, code) => {
  server.next.push({ status });
  await expect(pullModel(request())).rejects.toMatchObject({ code });
  expect(waits).toEqual([]);
});

test('redirects in a circle end', async () => {
  server.next.push(...Array.from({ length: 20 }, () => ({ redirectTo: `${server.url}/round` })));
  await expect(pullModel(request())).rejects.toMatchObject({ code: 'PULL_REFUSED' });
});

test('a connection that falls silent is given up and continued by another', async () => {
  server.next.push({ hangAfter: 70_000 });
  const pulled = await pullModel(request({ sha256, limits: { ...request().limits, stallMs: 3000 } }));
  expect(pulled.sha256).toBe(sha256);
  expect(server.seen[1]?.range).toBe('bytes=70000-');
});

test('a server that is not there is an error of the host, with the reason', async () => {
  await server.close();
  await expect(pullModel(request())).rejects.toMatchObject({
    code: 'PULL_FAILED',
    kind: 'host',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
  server = await fileServer(content);
});

test('offline the cache answers, and only with bytes that still have their hash', async () => {
  const { path } = await pullModel(request());
  server.seen.length = 0;
  expect(await pullModel(request({ offline: true }))).toMatchObject({ path, sha256, from: 'cache' });
  expect(server.seen).toEqual([]);

  await writeFile(path, 'spoiled');
  await expect(pullModel(request({ offline: true }))).rejects.toMatchObject({ code: 'PULL_OFFLINE' });
  expect((await pullModel(request())).from).toBe('network');
});

test('a second pull of the same part is refused while the first one lives', async () => {
  const cache = new ModelCache(folder);
  const lock = `${await cache.partPath(request().source.url)}.lock`;
  await writeFile(lock, String(process.pid));
  await expect(pullModel(request())).rejects.toMatchObject({ code: 'PULL_BUSY' });
  // The highest id that Linux hands out is below it.
  await writeFile(lock, '99999999');
  expect((await pullModel(request())).sha256).toBe(sha256);
});

test('update distinguishes unchanged, changed, gone and unknown', async () => {
  await pullModel(request());
  const [entry] = await new ModelCache(folder).list();
  if (!entry) throw new Error('nothing was pulled');
  const state = () => stateOfSource(entry, null, 5000);
  expect(await state()).toMatchObject({ state: 'unchanged', detail: null });
  server.etag = '"two"';
  expect(await state()).toMatchObject({ state: 'changed', detail: 'ETag or date "one" → "two"' });
  server.content = content.subarray(1);
  expect(await state()).toMatchObject({ state: 'changed', detail: '300000 → 299999 bytes' });
  server.next.push({ status: 404 });
  expect(await state()).toMatchObject({ state: 'gone' });
  server.next.push({ status: 500 });
  expect(await state()).toMatchObject({ state: 'unknown', detail: 'HTTP 500' });
});

test('sources: the hub, a mirror of it, a revision, and what is refused', () => {
  const name = 'hf:microsoft/Phi-3-mini-4k-instruct-gguf/Phi-3-mini-4k-instruct-q4.gguf';
  expect(modelSource(name).url.href).toBe(
    'https://huggingface.co/microsoft/Phi-3-mini-4k-instruct-gguf/resolve/main/Phi-3-mini-4k-instruct-q4.gguf',
  );
  expect(modelSource('hf:a/b@v2/x/y z.gguf', 'http://mirror.local/').url.href).toBe(
    'http://mirror.local/a/b/resolve/v2/x/y%20z.gguf',
  );
  for (const wrong of [
    'hf:a/b',
    'model.gguf',
    'file:///etc/passwd',
    'https://u:p@host/x',
    'https://host/',
    'https://host/..%2f',
    'https://host/%zz.gguf',
  ])
    expect(() => modelSource(wrong)).toThrow(expect.objectContaining({ code: 'SOURCE_INVALID' }));
});

test('an attempt that was given up touches nothing of the next one, however late it goes on', async () => {
  let goOn = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const path = join(folder, 'late.part');
  let reserved = 0;
  const part = await download({
    url: new URL(`${server.url}/models/small.bin`),
    token: null,
    partPath: path,
    limits: { stallMs: 1000, attempts: 4, firstWaitMs: 0, longestWaitMs: 0, attemptsInAll: 4 },
    // The first attempt hangs here until the second has brought the last byte.
    reserve: async () => void (reserved++ === 0 && (await late)),
    accept: () => undefined,
    progress: (received) => {
      if (received === content.length) goOn();
    },
    retrying: () => undefined,
    wait: async () => undefined,
  });
  await new Promise(setImmediate);
  expect(reserved).toBe(2);
  expect(part.receivedBytes).toBe(content.length);
  expect((await readFile(path)).equals(content)).toBe(true);
});
