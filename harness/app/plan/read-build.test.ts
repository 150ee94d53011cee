import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFile } from '../../experiment/build-file.ts';
import { makeDemoBuilds } from '../demo-builds.ts';
import { readBuild } from './read-build.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-read-build-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('everything that a build.json says of its build is in the plan', async () => {
  const { candidate } = await makeDemoBuilds(folder, join(folder, 'cache'));
  const said = {
    ...JSON.parse(await readFile(candidate, 'utf8')),
    template: '{{ messages[0].content }}',
    provenance: { tool: 'optimum-cli', hostOs: 'Darwin 24.5.0 arm64' },
    reportedEngine: 'own engine',
    entitlements: ['com.apple.developer.kernel.increased-memory-limit'],
    commit: '1a2b3c4d',
    url: 'https://ci.example.com/builds/7',
    labels: { branch: 'main' },
  };
  await writeFile(candidate, JSON.stringify(said));
  const build = await readBuild('candidate', candidate);
  const { commit, url, labels, template, provenance, entitlements, reportedEngine, name, bundleId, version } =
    said;
  expect(build).toMatchObject({
    commit,
    url,
    labels,
    template,
    provenance,
    entitlements,
    reportedEngine,
    name,
    bundleId,
    version,
    role: 'candidate',
  });
  // What only a reader of the file needs stays in it.
  const ofTheFile = ['$schema', 'modelSha256'];
  const keys = Object.keys(buildFile.shape).filter((key) => !ofTheFile.includes(key));
  expect(Object.keys(build)).toEqual(expect.arrayContaining(keys));
});

test('an archive of another version than build.json says is refused: its log would be taken for another app’s', async () => {
  const { candidate } = await makeDemoBuilds(folder, join(folder, 'cache'));
  const said = { ...JSON.parse(await readFile(candidate, 'utf8')), version: '9.9' };
  await writeFile(candidate, JSON.stringify(said));
  await expect(readBuild('candidate', candidate)).rejects.toMatchObject({
    code: 'APP_VERSION_DIFFERS',
    message: expect.stringMatching(/is version 1\.1, .*says 9\.9/),
    hint: expect.stringContaining('"version": "1.1"'),
  });
});
