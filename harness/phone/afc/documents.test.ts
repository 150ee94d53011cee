import { mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256OfFile } from '../../files/digest.ts';
import { startVirtualPhone, type VirtualPhone } from '../../virtual-phone/phone-server.ts';
import { pushModel } from '../push-model.ts';
import { writePlan } from '../write-plan.ts';
import { type Documents, openDocuments } from './documents.ts';

const bundleId = 'dev.heatsoak.files';
let root = '';
let phone: VirtualPhone;
let documents: Documents;
let freeBytes = 1e12;
let mostOfARead = Number.POSITIVE_INFINITY;

beforeEach(async () => {
  freeBytes = 1e12;
  mostOfARead = Number.POSITIVE_INFINITY;
  root = await mkdtemp(join(tmpdir(), 'heatsoak-afc-'));
  phone = await startVirtualPhone({
    udid: 'FILES',
    name: 'Files',
    productType: 'iPhone15,4',
    osVersion: '26.1',
    osBuild: '23B85',
    root: join(root, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => freeBytes,
    mostOfARead: () => mostOfARead,
  });
  await phone.preinstall({ bundleId, version: '1', name: 'Files', plantedEffects: {} });
  documents = await open();
});
afterEach(async () => {
  documents.close();
  await phone.close();
  await rm(root, { recursive: true, force: true });
});

const open = (id = bundleId): Promise<Documents> =>
  openDocuments(phone.address, phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0, id);

async function model(bytes: Buffer) {
  const path = join(root, 'local.gguf');
  await writeFile(path, bytes);
  return { path, ...(await sha256OfFile(path)) };
}
const pattern = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

test('a file of several packets comes back as it went', async () => {
  const bytes = pattern((9 << 20) + 5);
  await documents.write('big.bin', bytes);
  expect(await documents.sizeOf('big.bin')).toBe(bytes.length);
  expect((await documents.read('big.bin'))?.equals(bytes)).toBe(true);
});

test('a service that gives less than was asked for is read on until it gives nothing', async () => {
  const bytes = pattern((9 << 20) + 5);
  mostOfARead = 700_001;
  await documents.write('log.jsonl', bytes);
  expect((await documents.read('log.jsonl'))?.equals(bytes)).toBe(true);
});

test('what is not there is null, not an error', async () => {
  expect(await documents.sizeOf('absent')).toBeNull();
  expect(await documents.read('absent')).toBeNull();
});

test('folders, names and removal', async () => {
  await documents.makeFolder('a/b');
  await documents.write('a/b/one', Buffer.from('1'));
  await documents.rename('a/b/one', 'a/b/two');
  expect(await documents.list('a/b')).toEqual(['two']);
  await documents.remove('a/b/two');
  expect(await documents.list('a/b')).toEqual([]);
});

test('a path cannot climb out of the container', async () => {
  await documents.write('../../../../escaped', Buffer.from('x'));
  await expect(stat(join(root, 'escaped'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(join(root, 'phone/containers', bundleId, 'escaped'))).resolves.toBeDefined();
});

test('a full phone is reported by its name', async () => {
  freeBytes = 10;
  await expect(documents.write('big.bin', pattern(100))).rejects.toMatchObject({ code: 'AFC_NO_SPACE_LEFT' });
});

test('an app that is not installed is reported by its name', async () => {
  await expect(open('dev.heatsoak.absent')).rejects.toMatchObject({ code: 'APP_NOT_INSTALLED' });
});

test('a phone that goes away is reported as lost', async () => {
  await phone.close();
  await expect(documents.sizeOf('x')).rejects.toMatchObject({ code: 'AFC_LOST' });
});

const arrivedAt = (name: string) =>
  readFile(join(root, 'phone/containers', bundleId, 'Documents/models', name));
/** Pushes until the first piece has arrived. */
async function cutPush(artefact: Parameters<typeof pushModel>[1]): Promise<void> {
  const cut = (): never => {
    throw new Error('the cable was pulled');
  };
  await expect(pushModel(documents, artefact, cut)).rejects.toThrow('cable');
  documents.close();
  documents = await open();
}

test('a cut push goes on where it was cut', async () => {
  const bytes = pattern(10 << 20);
  const artefact = await model(bytes);
  await cutPush(artefact);
  const seen: number[] = [];
  await pushModel(documents, artefact, (sent) => seen.push(sent));
  expect(seen).toEqual([8 << 20, 10 << 20]);
  expect((await arrivedAt(`${artefact.sha256}.gguf`)).equals(bytes)).toBe(true);
  expect((await documents.list('models')).sort()).toEqual([
    `${artefact.sha256}.gguf`,
    `${artefact.sha256}.gguf.json`,
  ]);
});

test('a file that is not what was planned is refused, and nothing of it stays on the phone', async () => {
  const artefact = await model(pattern(9 << 20));
  for (const other of [Buffer.alloc(9 << 20, 1), pattern(8 << 20)]) {
    await writeFile(artefact.path, other);
    const push = pushModel(documents, artefact, () => undefined);
    await expect(push).rejects.toMatchObject({ code: 'MODEL_CHANGED', where: artefact.path });
    expect(await documents.list('models')).toEqual([]);
  }
});

test('what a changed file left of a cut push is not gone on with', async () => {
  const bytes = pattern(9 << 20);
  const artefact = await model(bytes);
  await writeFile(artefact.path, Buffer.alloc(9 << 20, 1));
  await cutPush(artefact);
  await writeFile(artefact.path, bytes);
  await utimes(artefact.path, new Date(0), new Date(0));
  await pushModel(documents, artefact, () => undefined);
  expect((await arrivedAt(`${artefact.sha256}.gguf`)).equals(bytes)).toBe(true);
  expect(await documents.list('models')).toHaveLength(2);
});

test('the plan of a launch stands alone: log and status of another run in the same place are gone', async () => {
  await writePlan(documents, 'quick-b0-p0', '{"run":1}');
  await documents.write('heatsoak/quick-b0-p0/events.jsonl', Buffer.from('{}'));
  await documents.write('heatsoak/quick-b0-p0/status.json', Buffer.from('{}'));
  await writePlan(documents, 'quick-b0-p0', '{"run":2}');
  expect(await documents.list('heatsoak/quick-b0-p0')).toEqual(['plan.json']);
  expect((await documents.read('heatsoak/quick-b0-p0/plan.json'))?.toString()).toBe('{"run":2}');
});

test('a file that never ends is not read into memory', async () => {
  await documents.write('endless', Buffer.from('x'));
  await truncate(join(root, 'phone/containers', bundleId, 'Documents/endless'), 2 ** 40);
  await expect(documents.read('endless')).rejects.toMatchObject({ code: 'AFC_FILE_TOO_LARGE' });
});

test('a file of the right name and another size is pushed again', async () => {
  const artefact = await model(pattern(1000));
  expect(await pushModel(documents, artefact, () => undefined)).toBe('pushed');
  expect(await pushModel(documents, artefact, () => undefined)).toBe('skipped');
  await documents.write(`models/${artefact.sha256}.gguf`, pattern(999));
  expect(await pushModel(documents, artefact, () => undefined)).toBe('pushed');
});

test('a model of several files arrives whole in a folder of its own, and a changed file alone is sent again', async () => {
  const parts = {
    'm.onnx.data': pattern(300_000),
    'tokenizer.json': Buffer.from('{}'),
    'm.onnx': pattern(900),
  };
  for (const [name, bytes] of Object.entries(parts)) await writeFile(join(root, name), bytes);
  const hashed = async () =>
    Promise.all(
      Object.keys(parts).map(async (name) => ({ name, ...(await sha256OfFile(join(root, name))) })),
    );
  const artefact = { path: join(root, 'm.onnx'), sha256: 'f'.repeat(64), sizeBytes: 300_902 };
  const progress: number[] = [];
  const push = async () =>
    pushModel(documents, { ...artefact, files: await hashed() }, (sent) => progress.push(sent));

  expect(await push()).toBe('pushed');
  expect(progress.at(-1)).toBe(300_902);
  for (const [name, bytes] of Object.entries(parts))
    expect(await documents.read(`models/${artefact.sha256}/${name}`)).toEqual(bytes);
  expect(await push()).toBe('skipped');
  await writeFile(join(root, 'tokenizer.json'), '[]');
  expect(await push()).toBe('pushed');
  expect(await documents.read(`models/${artefact.sha256}/tokenizer.json`)).toEqual(Buffer.from('[]'));
});
