import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildsInFolder, builtCommits } from './build-list.ts';

let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'heatsoak-builds-')));
  for (const name of ['app-2.json', 'app-10.json', 'app-1.json']) await writeFile(join(folder, name), '{}');
  for (const name of ['app-3', 'app-4']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'app-3', 'build.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true }));

test('builds of a folder stand in the order of their names, 2 before 10, from the good to the bad one', async () => {
  const { names, pathOf } = await buildsInFolder(folder, 'app-1', 'app-10.json');
  expect(names).toEqual(['app-1', 'app-2', 'app-3', 'app-10']);
  expect(await pathOf('app-3')).toBe(join(folder, 'app-3', 'build.json'));
  expect((await buildsInFolder(folder, 'app-2', 'app-3')).names).toEqual(['app-2', 'app-3']);
});

test.each([
  ['app-10', 'app-1', 'does not come after'],
  ['app-1', 'app-11', 'did you mean "app-1'],
])('%s to %s is no list of builds', async (good, bad, says) => {
  await expect(buildsInFolder(folder, good, bad)).rejects.toMatchObject({
    code: 'BISECT_BUILDS',
    message: expect.stringContaining(says),
  });
});

test('commits of a repository are built when they are asked for', async () => {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder });
  await git('init', '--quiet');
  for (const message of ['one', 'two', 'three'])
    await git('commit', '--quiet', '--allow-empty', '-m', message);
  const { stdout } = await git('rev-list', '--reverse', 'HEAD');
  const { signal } = new AbortController();
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { names, pathOf } = await builtCommits('echo building; echo "$HEATSOAK_COMMIT.json"', {
      good: 'HEAD~2',
      bad: 'HEAD',
      signal,
    });
    expect(names).toEqual(stdout.split('\n'));
    expect(await pathOf('abc')).toBe(join(folder, 'abc.json'));
    const { pathOf: failing } = await builtCommits('echo no compiler >&2; exit 1', {
      ...{ good: 'HEAD~1', bad: 'HEAD', signal },
    });
    await expect(failing('abc')).rejects.toMatchObject({
      code: 'BISECT_BUILD_FAILED',
      message: expect.stringContaining('no compiler'),
    });
    await expect(builtCommits('true', { good: 'HEAD', bad: 'HEAD~1', signal })).rejects.toMatchObject({
      code: 'BISECT_BUILDS',
    });
  } finally {
    process.chdir(before);
  }
});
