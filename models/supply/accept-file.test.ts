import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { ggufHeader } from '../gguf/write-gguf.ts';
import { type FileServer, fileServer } from './file-server.fixture.ts';
import { ModelCache } from './model-cache.ts';
import { modelSource } from './model-source.ts';
import { type PullRequest, pullModel } from './pull.ts';

const named: MetadataValue = { type: ValueType.STRING, elementType: null, value: 'llama' };
const header = ggufHeader(new Map([['general.architecture', named]]), [
  { name: 'a.weight', dims: [4096], type: 'F32' },
]);
const whole = Buffer.concat([header, Buffer.alloc(4 * 4096, 1)]);
const pointer = Buffer.from(
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 2393231072\n`,
);
const page = Buffer.from('\n<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>');

let folder: string;
let server: FileServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-accept-'));
  server = await fileServer(whole);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function request(name = 'model.gguf'): PullRequest {
  return {
    source: modelSource(`${server.url}/${name}`),
    cache: new ModelCache(folder),
    sha256: null,
    offline: false,
    again: false,
    token: null,
    limits: { stallMs: 5000, attempts: 2, firstWaitMs: 1, longestWaitMs: 1, attemptsInAll: 4 },
    now: new Date('2026-11-29T00:00:00Z'),
    progress: () => undefined,
    retrying: () => undefined,
    wait: async () => undefined,
  };
}

const leftovers = (): Promise<string[]> => readdir(join(folder, 'pulled', 'parts'));

async function refused(name: string, why: RegExp): Promise<void> {
  await expect(pullModel(request(name))).rejects.toMatchObject({
    code: 'PULL_NOT_MODEL',
    kind: 'usage',
    message: expect.stringMatching(why),
  });
  expect(await leftovers()).toEqual([]);
  expect(await new ModelCache(folder).list()).toEqual([]);
}

test.each([
  ['a web page', 'model.gguf', page, /it is a web page/],
  [
    'a Git LFS pointer',
    'model.gguf',
    pointer,
    /a Git LFS pointer that stands for a file of 2393231072 bytes/,
  ],
  ['a pointer to any file', 'weights.bin', pointer, /a Git LFS pointer/],
  ['a page for any file', 'weights.bin', page, /a web page/],
  [
    'an error of a storage server',
    'model.gguf',
    Buffer.from('<?xml version="1.0"?><Error/>'),
    /an XML document/,
  ],
  ['an error in JSON', 'model.gguf', Buffer.from('{"error":"not found"}'), /a JSON document/],
  ['a gzip archive', 'model.gguf', gzipSync(whole), /a gzip archive/],
  ['nothing at all', 'model.gguf', Buffer.alloc(0), /it is empty/],
  ['zeros', 'model.gguf', Buffer.alloc(4096), /nothing but zeros/],
  ['a model under another name', 'model.safetensors', whole, /it is a GGUF model/],
  ['GGUF in name alone', 'model.gguf', Buffer.from('GGUF and then a poem'.repeat(40)), /version/],
  ['a GGUF that was cut at its source', 'model.gguf', whole.subarray(0, 9000), /a\.weight runs past the end/],
  ['a model twice', 'model.gguf', Buffer.concat([whole, whole]), /another GGUF file begins at byte/],
  ['JSON that is none', 'config.json', Buffer.from('{"a": 1'), /JSON/],
  [
    'an ONNX graph that is none',
    'model.onnx',
    Buffer.from('no graph at all, but long enough'),
    /ONNX|graph/i,
  ],
])('%s is refused by what it is, and nothing of it is kept', async (_, name, content, why) => {
  server.content = content;
  await refused(name, why);
});

const latin1 = Buffer.from('<p>Cette page n\xe9cessite une connexion</p>', 'latin1');
const wide = Buffer.from('\ufeff<html><body>Log in</body></html>', 'utf16le').swap16();
const oldPointer = Buffer.from('version http://git-media.io/v/2\noid sha256:aa\nsize 9\n');
const bodies: readonly [string, Buffer, RegExp][] = [
  ['a stylesheet', Buffer.from('<style>a{}</style>'), /it is a web page/],
  ['a table after a comment', Buffer.from('<!-- x --><table>'), /it is a web page/],
  ['a page in Latin-1', latin1, /it is a web page/],
  ['a page in UTF-16', wide, /it is a web page/],
  ['an old pointer', oldPointer, /it is a Git LFS pointer that stands for a file of 9 bytes/],
  ['a Xet pointer', Buffer.from('# xet version 0\nfilesize = 9\n'), /it is a Xet pointer/],
  ['an error in JSON', Buffer.from('{"error":"not found"}'), /it is a JSON document/],
  ['a plain word', Buffer.from('rate limit exceeded'), /it is a text that begins with "rate limit/],
];
const weights = [
  'weights.bin',
  'm.onnx.data',
  'm.mlmodel',
  'm.gguf.part',
  'm.onnx',
  'm.gguf',
  'spiece.model',
];
test.each(weights.flatMap((name) => bodies.map(([what, body, why]) => ({ name, what, body, why }))))(
  '$what is no $name',
  async ({ name, body, why }) => {
    server.content = body;
    await refused(name, why);
  },
);

const beside = ['config.json', 'vocab.txt', 'chat_template.jinja', 'README.md', 'LICENSE', 'merges.txt'];
test.each(beside)('%s is text, and still no page and no pointer', async (name) => {
  server.content = Buffer.from('{"a": "b"}');
  expect((await pullModel(request(name))).sizeBytes).toBe(10);
  server.content = page;
  await expect(pullModel({ ...request(name), again: true })).rejects.toThrow(/it is a web page/);
  server.content = oldPointer;
  await expect(pullModel({ ...request(name), again: true })).rejects.toThrow(/it is a Git LFS pointer/);
});

test.each([
  ['README.md', '<div align="center">\n\n# A model'],
  ['vocab.txt', '<s>\n</s>\n'],
  ['openvino_model.xml', '<?xml version="1.0"?><net/>'],
])('%s may begin as a page does', async (name, text) => {
  server.content = Buffer.from(text);
  expect((await pullModel(request(name))).sizeBytes).toBe(text.length);
});

const unknownBytes = Buffer.alloc(4096, 0x91);
test('bytes that say nothing are a page when the server calls them one, and a model is a model', async () => {
  const html = { headers: { 'content-type': 'text/html; charset=utf-8' } };
  server.content = unknownBytes;
  server.next.push(html);
  await refused('weights.bin', /begins with .*; the server calls it text\/html/);
  expect((await pullModel(request('weights.bin'))).sizeBytes).toBe(4096);
  server.content = whole;
  server.next.push(html);
  expect((await pullModel(request())).sizeBytes).toBe(whole.length);
});

test('a graph that is none is called by the name that was asked for', async () => {
  server.content = unknownBytes;
  await refused('model.onnx', /model\.onnx is /);
  await expect(pullModel(request('model.onnx'))).rejects.not.toThrow(/\.part/);
});

test('half a file without a length is refused: the header says how long it must be', async () => {
  server.next.push({ closesAfter: 9000 });
  await refused('model.gguf', /runs past the end.*the server gave no length/);
});

test('a whole file without a length is taken', async () => {
  server.next.push({ closesAfter: whole.length });
  expect((await pullModel(request())).sizeBytes).toBe(whole.length);
});

test('a page that a redirect leads to is refused by its first bytes: the rest is not fetched', async () => {
  const long = await fileServer(Buffer.concat([page, Buffer.alloc(64 << 20, 32)]));
  server.next.push({ redirectTo: `${long.url}/login` });
  let received = 0;
  const progress = (bytes: number): void => {
    received = bytes;
  };
  const asked = { ...request(), progress };
  await expect(pullModel(asked)).rejects.toMatchObject({ code: 'PULL_NOT_MODEL' });
  await long.close();
  expect(received).toBeLessThan(8 << 20);
});

test('an answer of chunks without end is given up, not written until the disk is full', async () => {
  server.next.push({ endless: true });
  await expect(pullModel(request())).rejects.toMatchObject({
    code: 'PULL_ENDLESS',
    message: expect.stringMatching(/gave no length and did not end.*its header says that it has/),
  });
  expect(await leftovers()).toEqual([]);
});

test('an answer that is compressed although it was asked not to be is the file itself', async () => {
  const packed = gzipSync(whole);
  server.content = packed;
  server.next.push({ headers: { 'content-encoding': 'gzip' } });
  expect((await pullModel(request())).sizeBytes).toBe(whole.length);
});

test('a link where the part should be is not written through', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'untouched');
  const part = await new ModelCache(folder).partPath(request().source.url);
  await symlink(elsewhere, part);
  await pullModel(request());
  expect(await readFile(elsewhere, 'utf8')).toBe('untouched');
});

test('names lose what terminals act on, and are as long as files may be', () => {
  const name = (text: string): string => modelSource(`https://host/${text}`).fileName;
  expect(name('%1b%5b31mred.gguf')).toBe('_[31mred.gguf');
  expect(name('two%0alines.gguf')).toBe('two_lines.gguf');
  expect(name('%e2%80%aefugg.model')).toBe('_fugg.model');
  const long = name(`${'x'.repeat(300)}.gguf`);
  expect(long).toMatch(/^x+\.gguf$/);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
  expect(Buffer.byteLength(name(`${'%f0%9f%98%80'.repeat(90)}.gguf`))).toBeLessThanOrEqual(200);
});
