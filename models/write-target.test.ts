import { execFileSync } from 'node:child_process';
import type * as Files from 'node:fs/promises';
import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { conversionPath } from './conversion.ts';
import { convertToCoreMl } from './coreml/convert-to-coreml.ts';
import { writeGguf } from './gguf/write-gguf.ts';
import { convertToOnnx } from './onnx/convert-to-onnx.ts';
import { provenancePath } from './provenance.ts';
import { quantiseModel } from './quantise/quantise-model.ts';
import { joinModel } from './supply/shards/join-model.ts';
import { splitModel } from './supply/shards/split-model.ts';
import { synthesisePhi3 } from './synthesise.ts';
import { checkPlaces, checkTarget, writingError } from './write-target.ts';

/** A read-only disk cannot be had without rights: what the system says of one is planted for a folder of this name. */
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>();
  const access: typeof files.access = async (path, mode) => {
    if (!String(path).endsWith('read-only')) return files.access(path, mode);
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  return { ...files, access };
});

let folder = '';
let nano = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-write-target-'));
  nano = at('nano.gguf');
  await synthesisePhi3({ preset: 'nano', type: 'F16', seed: 1 }, nano, folder);
  for (const name of ['pipe', 'model.onnx', 'model.mlpackage']) execFileSync('mkfifo', [at(name)]);
  await writeFile(at('precious'), 'kept');
  await symlink(at('precious'), at('link'));
  await symlink(at('nowhere'), at('dangling'));
  await mkdir(at('read-only'));
  await splitModel({ path: nano, out: at('parts'), maxBytes: 1 << 20, byHash: false });
});
afterAll(() => rm(folder, { recursive: true }));

const onnx = { activations: 'fp32', context: null, force: true, verify: null } as const;
const coreMl = {
  contextTokens: 128,
  prefillTokens: 64,
  offsets: 'float',
  force: true,
  verify: null,
} as const;
const writers: Readonly<Record<string, (target: string) => Promise<unknown>>> = {
  write: (target) => writeGguf(target, new Map(), []),
  quantise: (target) => quantiseModel(nano, target, 'Q8_0'),
  join: (target) => joinModel(at('parts/nano.parts.json'), target),
  onnx: (target) => convertToOnnx(nano, `${target}.onnx`, onnx),
  coreMl: (target) => convertToCoreMl(nano, `${target}.mlpackage`, coreMl),
};

test.each([
  ['write', 'pipe', 'a pipe'],
  ['write', 'link', 'a link'],
  ['write', 'dangling', 'a link'],
  ['write', 'parts', 'a folder'],
  ['quantise', 'pipe', 'a pipe'],
  ['join', 'pipe', 'a pipe'],
  ['onnx', 'model', 'a pipe'],
  ['coreMl', 'model', 'a pipe'],
])('%s to %s is refused as %s, which stays what it is', async (writer, name, what) => {
  await expect(writers[writer]?.(at(name))).rejects.toMatchObject({
    code: 'MODEL_UNWRITABLE',
    message: expect.stringContaining(`is ${what}, and would be replaced`),
  });
  for (const pipe of ['pipe', 'model.onnx', 'model.mlpackage'])
    expect((await lstat(at(pipe))).isFIFO()).toBe(true);
  expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
});

test('a pipe in the place of a shard, or of a manifest, is kept', async () => {
  for (const name of ['nano.parts.json', 'nano-00002-of-00004.gguf']) {
    const out = at(`split ${name}`);
    await mkdir(out);
    execFileSync('mkfifo', [join(out, name)]);
    const splitting = splitModel({ path: nano, out, maxBytes: 1 << 20, byHash: false });
    await expect(splitting).rejects.toMatchObject({ code: 'MODEL_UNWRITABLE' });
    expect((await lstat(join(out, name))).isFIFO()).toBe(true);
  }
});

test.each(['write', 'quantise', 'join'])('%s keeps a file that is no model', async (writer) => {
  await expect(writers[writer]?.(at('precious'))).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  expect(await readFile(at('precious'), 'utf8')).toBe('kept');
});

test('a model is replaced, and so is a file with nothing in it', async () => {
  await writeFile(at('made.gguf'), '');
  for (const _ of ['empty', 'a model']) await quantiseModel(nano, at('made.gguf'), 'Q8_0');
});

test.each([
  ['write', 250],
  ['quantise', 300],
  ['join', 250],
  ['onnx', 235],
  ['coreMl', 225],
])('%s says before its work that a name of %s bytes is too long', async (writer, bytes) => {
  await expect(writers[writer]?.(at('x'.repeat(bytes)))).rejects.toMatchObject({
    code: 'MODEL_UNWRITABLE',
    message: expect.stringContaining('is too long'),
    hint: expect.stringMatching(/^take a shorter name: most disks take 255 bytes, so \d+ here$/),
  });
});

test('what stands beside a model must find its place too', async () => {
  const target = at(`${'x'.repeat(225)}.gguf`);
  await expect(checkTarget(target, 0)).resolves.toBeUndefined();
  await expect(checkTarget(target, 0, [provenancePath(target)])).rejects.toThrow('is too long');
  await expect(checkPlaces(at('a'), { beside: [at('pipe')] })).rejects.toThrow('is a pipe');
  await expect(checkPlaces(conversionPath(at('a')), { makesFolder: true })).resolves.toBeUndefined();
});

test('a read-only disk and a missing folder are told apart', async () => {
  await expect(checkTarget(at('read-only/x.gguf'), 0)).rejects.toMatchObject({
    code: 'MODEL_UNWRITABLE',
    message: expect.stringContaining('the disk is read-only'),
  });
  await expect(writers['onnx']?.(at('read-only/new/x'))).rejects.toThrow('the disk is read-only');
  await expect(writers['coreMl']?.(at('read-only/new/x'))).rejects.toThrow('the disk is read-only');
  await expect(checkTarget(at('none/x.gguf'), 0)).rejects.toThrow(`there is no folder ${at('none')}`);
  await expect(checkTarget(at('nano.gguf/x.gguf'), 0)).rejects.toThrow('is no folder');
});

const failure = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EACCES', 'MODEL_UNWRITABLE'],
  ['EROFS', 'MODEL_UNWRITABLE'],
])('%s is reported as %s with the file and what to do', (system, code) => {
  expect(writingError(failure(system), '/models/x.onnx')).toMatchObject({
    code,
    where: '/models/x.onnx',
    hint: expect.stringContaining('write'),
    message: expect.stringContaining('/models/x.onnx'),
  });
});

test('everything else stays what it is', () => {
  const [own, other] = [new HeatsoakError('TENSOR_SIZE', 'short'), failure('EIO')];
  expect(writingError(own, 'x')).toBe(own);
  expect(writingError(other, 'x')).toBe(other);
});
