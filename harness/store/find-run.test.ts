import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulatedManifest } from '../app/simulated-run.fixture.ts';
import { findRun } from './find-run.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-find-run-'));
  await addRun('2026-01-01T03-00-00Z-aaaaaa');
  await addRun('2026-01-02T03-00-00Z-bbbbbb');
  await addRun('2026-01-02T09-00-00Z-cccccc');
  await mkdir(join(root, 'smoke-2026-02-01T03-00-00Z'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function addRun(name: string, startedAt = '2026-01-01T00:00:00.000Z', folder = root): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  const manifest = simulatedManifest({ run: name, at: startedAt, speeds: { candidate: 20 } });
  await writeFile(join(folder, name, 'manifest.json'), JSON.stringify(manifest));
}

test.each([
  ['its id', '2026-01-01T03-00-00Z-aaaaaa', '2026-01-01T03-00-00Z-aaaaaa'],
  ['how its id begins', '2026-01-01', '2026-01-01T03-00-00Z-aaaaaa'],
  ['how its id ends', 'bbbbbb', '2026-01-02T03-00-00Z-bbbbbb'],
  ['latest', 'latest', '2026-01-02T09-00-00Z-cccccc'],
])('a run is found by %s', async (_, name, run) => {
  expect(await findRun(name, root)).toBe(join(root, run));
  expect(await findRun(join(root, name), 'elsewhere')).toBe(join(root, run));
});

test('what several ids begin with is refused, and they are named', async () => {
  await expect(findRun('2026-01-02', root)).rejects.toMatchObject({
    code: 'RUN_AMBIGUOUS',
    hint: expect.stringContaining('2026-01-02T03-00-00Z-bbbbbb, 2026-01-02T09-00-00Z-cccccc'),
  });
});

test.each([
  ['a slip of the key', 'latset', /did you mean "latest"\?/],
  [
    'an id with one wrong figure',
    '2026-01-01T03-00-00Z-aaaaab',
    /did you mean "2026-01-01T03-00-00Z-aaaaaa"\?/,
  ],
])('%s is told with the nearest name', async (_, name, message) => {
  await expect(findRun(name, root)).rejects.toMatchObject({
    code: 'RUN_UNKNOWN',
    message: expect.stringMatching(message),
  });
});

test('where names do not say when a run began, manifests do', async () => {
  const folder = join(root, 'copies');
  await addRun('a', '2026-01-09T00:00:00.000Z', folder);
  await addRun('b', '2026-01-03T00:00:00.000Z', folder);
  expect(await findRun('latest', folder)).toBe(join(folder, 'a'));
});

test('a folder without runs says so', async () => {
  await expect(findRun('latest', join(root, 'none'))).rejects.toMatchObject({
    code: 'RUN_UNKNOWN',
    hint: expect.stringContaining('there is no run in that folder'),
  });
});
