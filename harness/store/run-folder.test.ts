import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { withoutPaths } from '../experiment/artefacts.ts';
import { readArtefacts } from './read-artefacts.ts';
import { createRunFolder, openRunFolder, type RunFolder, readRun } from './run-folder.ts';

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
  expect(run.manifest).toEqual(withoutPaths(manifest));
  expect([run.harness.size, run.launches.size]).toEqual([0, 0]);
});

test('a manifest names its files by hash; where this host has them stands beside it', async () => {
  const text = await readFile(join(folder.path, 'manifest.json'), 'utf8');
  expect(text).not.toContain('"path"');
  expect(await readArtefacts(folder.path, JSON.parse(text))).toEqual({ [file.sha256]: 'x' });
});

test('a manifest of an early version still says itself where its files lay', async () => {
  await rm(join(folder.path, 'artefacts.json'));
  await writeFile(join(folder.path, 'manifest.json'), JSON.stringify(manifest));
  const { manifest: read } = await readRun(folder.path);
  expect(await readArtefacts(folder.path, read)).toEqual({ [file.sha256]: 'x' });
});

test('of makers of one run that begin together one has the folder, and nothing else is left', async () => {
  const made = await Promise.allSettled(
    [1, 2, 3, 4].map(() => createRunFolder(root, { ...manifest, run: 'same' })),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await readdir(root)).sort()).toEqual(['fixture', 'same']);
  expect((await readRun(join(root, 'same'))).manifest.run).toBe('same');
});

test.each(['../escaped', '..', 'a/b', '/tmp/x', ''])(
  'a manifest whose ids would lead out of the run folder is refused: %j',
  async (id) => {
    const [session] = manifest.sessions;
    const path = join(folder.path, 'manifest.json');
    const planned = (over: object) => ({ ...manifest, sessions: [{ ...session, ...over }] });
    for (const bad of [
      planned({ device: { ...session?.device, id } }),
      planned({ launches: [launchFixture(id)] }),
      { ...manifest, run: id },
    ]) {
      await writeFile(path, JSON.stringify(bad));
      await expect(readRun(folder.path)).rejects.toMatchObject({ code: 'RUN_UNREADABLE' });
    }
  },
);

test('a launch that was measured again keeps the log that it had before; one that only grew is the same', async () => {
  const reopened = openRunFolder(folder.path);
  for (const text of ['a\n', 'a\nb\n', 'c\n', 'd\n'])
    await reopened.saveLaunchLog('virtual-a16', 'l', Buffer.from(text));
  const superseded = join(folder.path, 'superseded', 'virtual-a16');
  const kept = await Promise.all(
    (await readdir(superseded)).sort().map((name) => readFile(join(superseded, name), 'utf8')),
  );
  expect(kept).toEqual(['a\nb\n', 'c\n']);
});

test('an existing run is never overwritten', async () => {
  await folder.saveLaunchLog('virtual-a16', 'l', Buffer.from('kept'));
  await expect(createRunFolder(root, manifest)).rejects.toMatchObject({ code: 'RUN_FOLDER' });
  expect((await readRun(folder.path)).launches.size).toBe(1);
  expect(await readdir(root)).toEqual([manifest.run]);
});

test('a log that is there and cannot be read is reported by its path', async () => {
  const path = join(folder.path, 'events/virtual-a16.jsonl');
  await mkdir(path);
  await expect(readRun(folder.path)).rejects.toMatchObject({ code: 'RUN_UNREADABLE', where: path });
});

test.skipIf(process.platform === 'win32')(
  'a manifest or a log that is a pipe is not waited for',
  async () => {
    const log = join(folder.path, 'events/virtual-a16.jsonl');
    await rm(log, { force: true });
    await execa('mkfifo', [log]);
    await expect(readRun(folder.path)).rejects.toMatchObject({
      code: 'RUN_UNREADABLE',
      message: expect.stringContaining('is a pipe, not a file'),
    });
    await rm(join(folder.path, 'manifest.json'));
    await execa('mkfifo', [join(folder.path, 'manifest.json')]);
    await expect(readRun(folder.path)).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
  },
);

test('a file that cannot be written is named by its path, and what stands there stays', async () => {
  const path = join(folder.path, 'result.json');
  await mkdir(path);
  await expect(folder.write('result.json', 'new')).rejects.toMatchObject({
    code: 'PLACE_INVALID',
    where: path,
  });
  expect(await readdir(folder.path)).toContain('result.json');
  expect(await readdir(path)).toEqual([]);
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

test('a damaged manifest is reported by its JSON path', async () => {
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
