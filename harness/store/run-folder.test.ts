import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { createRunFolder, type RunFolder, readRun } from './run-folder.ts';

const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
const manifest = manifestFixture(buildFixture(file, file), [launchFixture('l')]);
let root = '';
let folder: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-store-'));
  folder = await createRunFolder(root, manifest);
});
afterEach(() => rm(root, { recursive: true }));

test('a run that was just begun reads: a plan without logs', async () => {
  const run = await readRun(folder.path);
  expect(run.manifest).toEqual(manifest);
  expect([run.harness.size, run.launches.size]).toEqual([0, 0]);
});

test('an existing run is never overwritten', async () => {
  await folder.saveLaunchLog('virtual-a16', 'l', Buffer.from('kept'));
  await expect(createRunFolder(root, manifest)).rejects.toMatchObject({ code: 'RUN_FOLDER' });
  expect((await readRun(folder.path)).launches.size).toBe(1);
  expect(await readdir(root)).toEqual([manifest.run]);
});

test('a log that is there and cannot be read is told by its path', async () => {
  const path = join(folder.path, 'events/virtual-a16.jsonl');
  await mkdir(path);
  await expect(readRun(folder.path)).rejects.toMatchObject({ code: 'RUN_UNREADABLE', where: path });
});

test('a file that cannot be written is told by its path, and the old one stays', async () => {
  const path = await folder.write('result.json', 'old');
  await mkdir(`${path}.${process.pid}.part`);
  await expect(folder.write('result.json', 'new')).rejects.toMatchObject({
    code: 'PLACE_INVALID',
    where: path,
  });
  expect(await readFile(path, 'utf8')).toBe('old');
});

test('a run of a newer Heatsoak is refused by its version', async () => {
  const path = join(folder.path, 'manifest.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), v: 2, extra: true }));
  await expect(readRun(folder.path)).rejects.toMatchObject({
    code: 'RUN_NEWER',
    kind: 'usage',
    message: expect.stringContaining('version 2'),
  });
});

test('a log of a newer protocol is the problem of its launch, and the run still reads', async () => {
  await folder.saveLaunchLog('virtual-a16', 'l', Buffer.from('{"v":2,"seq":0,"t":0,"type":"x"}\n'));
  const { launches } = await readRun(folder.path);
  expect(launches.get('virtual-a16/l')).toMatchObject({ events: [], otherVersions: [2] });
});

test('a damaged manifest is told by its JSON path', async () => {
  await writeFile(join(folder.path, 'manifest.json'), JSON.stringify({ ...manifest, seed: 'one' }));
  await expect(readRun(folder.path)).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
    message: expect.stringContaining('$.seed'),
  });
});

test('the folder of all runs leads to the newest of them', async () => {
  await expect(readRun(root)).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
    hint: `did you mean ${folder.path}?`,
  });
});
