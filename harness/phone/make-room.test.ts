import { readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256OfFile } from '../files/digest.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { type Documents, openDocuments } from './afc/documents.ts';
import type { RemovedModel } from './phone.ts';
import { pushModel } from './push-model.ts';

const bundleId = 'dev.heatsoak.room';
const MIB = 2 ** 20;
/** A phone with room for two of the models below. */
const CAPACITY = 5 * MIB;
let root = '';
let phone: VirtualPhone;
let documents: Documents;
let removed: RemovedModel[] = [];

const inContainer = (...parts: string[]): string =>
  join(root, 'phone/containers', bundleId, 'Documents', ...parts);

/** Bytes of every file below a folder. */
function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

beforeEach(async () => {
  removed = [];
  root = await mkdtemp(join(tmpdir(), 'heatsoak-room-'));
  phone = await startVirtualPhone({
    ...{ udid: 'ROOM', name: 'Room', productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => CAPACITY - bytesBelow(join(root, 'phone')),
  });
  await phone.preinstall({ bundleId, version: '1', name: 'Room', plantedEffects: {} });
  const port = phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0;
  documents = await openDocuments(phone.address, port, bundleId);
});
afterEach(async () => {
  documents.close();
  await phone.close();
  await rm(root, { recursive: true, force: true });
});

async function model(name: string) {
  const path = join(root, `${name}.gguf`);
  await writeFile(path, Buffer.alloc(2 * MIB, name));
  return { path, ...(await sha256OfFile(path)) };
}
const room = (keep: readonly string[], budgetBytes?: number) => ({
  ...{ keep, budgetBytes },
  onRemoved: async (each: RemovedModel) => void removed.push(each),
});
const push = (artefact: Awaited<ReturnType<typeof model>>, keep: readonly string[], budgetBytes?: number) =>
  pushModel(documents, artefact, () => undefined, room(keep, budgetBytes));
const modelsLeft = async (): Promise<string[]> =>
  (await documents.list('models')).filter((name) => name.endsWith('.gguf')).sort();

test('on a full phone models of other builds make room, each is reported, and the push goes on', async () => {
  const [old, kept, next] = [await model('old'), await model('kept'), await model('next')];
  await push(old, []);
  await push(kept, []);
  expect(removed).toEqual([]);
  expect(await push(next, [kept.sha256])).toBe('pushed');
  expect(removed).toEqual([{ sha256: old.sha256, sizeBytes: expect.any(Number) }]);
  expect(removed[0]?.sizeBytes).toBeGreaterThan(2 * MIB);
  expect(await modelsLeft()).toEqual([`${kept.sha256}.gguf`, `${next.sha256}.gguf`].sort());
});

test('a model of several files goes as a whole, and what is no model stays', async () => {
  const other = 'a'.repeat(64);
  await mkdir(inContainer('models', other), { recursive: true });
  for (const name of ['one.bin', 'two.onnx'])
    await writeFile(inContainer('models', other, name), Buffer.alloc(2 * MIB));
  await writeFile(inContainer('models', 'notes.txt'), 'mine');
  await writeFile(inContainer('photo.heic'), 'mine too');
  await push(await model('next'), []);
  expect(removed).toEqual([{ sha256: other, sizeBytes: 4 * MIB }]);
  expect(await documents.list('models')).toContain('notes.txt');
  expect(await documents.read('photo.heic')).not.toBeNull();
});

test('a phone that is full of what the run needs is full', async () => {
  const [one, two, three] = [await model('one'), await model('two'), await model('three')];
  const keep = [one.sha256, two.sha256];
  await push(one, keep);
  await push(two, keep);
  await expect(push(three, keep)).rejects.toMatchObject({ code: 'AFC_NO_SPACE_LEFT' });
  expect(removed).toEqual([]);
  expect(await documents.sizeOf(`models/${one.sha256}.gguf`)).toBe(2 * MIB);
});

test('without leave nothing is removed', async () => {
  const [one, two, three] = [await model('one'), await model('two'), await model('three')];
  for (const each of [one, two]) await pushModel(documents, each, () => undefined);
  await expect(pushModel(documents, three, () => undefined)).rejects.toMatchObject({
    code: 'AFC_NO_SPACE_LEFT',
  });
  expect(await documents.sizeOf(`models/${one.sha256}.gguf`)).toBe(2 * MIB);
});

test('the model that was used least recently goes first, not the one that was pushed first', async () => {
  const [one, two, three] = [await model('one'), await model('two'), await model('three')];
  for (const each of [one, two]) await push(each, []);
  expect(await push(one, [])).toBe('skipped');
  await push(three, []);
  expect(removed.map(({ sha256 }) => sha256)).toEqual([two.sha256]);
});

test('models are kept within what the lab gives them, as far as the plan allows', async () => {
  const [one, two, three] = [await model('one'), await model('two'), await model('three')];
  const budget = 2.5 * MIB;
  await push(one, [], budget);
  await push(two, [one.sha256], budget);
  expect(removed).toEqual([]);
  await push(two, [], budget);
  expect(removed.map(({ sha256 }) => sha256)).toEqual([one.sha256]);
  await push(three, [], budget);
  expect(await modelsLeft()).toEqual([`${three.sha256}.gguf`]);
});
