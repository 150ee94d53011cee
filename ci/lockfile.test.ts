import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  absentBinaries,
  gpuBuilds,
  installedGpuBuilds,
  type Lock,
  missingBinaries,
  namedRegistries,
  neededBinaries,
} from './lockfile.ts';

const read = (): Lock => JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

test('every optional binary that a package names is locked', () => {
  expect(missingBinaries(read())).toEqual([]);
});

test('the binaries of linux-x64 and darwin-arm64 are there', () => {
  expect(absentBinaries(read())).toEqual([]);
});

test('no GPU build is installed, though every one has its place', () => {
  expect(installedGpuBuilds(read())).toEqual([]);
  expect(Object.keys(read().packages)).toEqual(
    expect.arrayContaining(gpuBuilds.map((name) => `node_modules/${name}`)),
  );
});

test.each(gpuBuilds)('a lock that brings %s is refused, also below the package that asks for it', (name) => {
  const lock = read();
  const nested = `node_modules/node-llama-cpp/node_modules/${name}`;
  lock.packages[nested] = { version: '3.21.1', os: ['linux'] };
  lock.packages[`node_modules/${name}`] = { version: '3.21.1' };
  expect(installedGpuBuilds(lock).sort()).toEqual([`node_modules/${name}`, nested].sort());
});

test('no registry is named', () => {
  expect(namedRegistries(read())).toEqual([]);
});

test.each(neededBinaries)('a lock without %s is refused by both rules', (name) => {
  const lock = read();
  for (const path of Object.keys(lock.packages))
    if (path.endsWith(`node_modules/${name}`)) delete lock.packages[path];
  expect(absentBinaries(lock)).toEqual([name]);
  expect(missingBinaries(lock).some((line) => line.endsWith(`-> ${name}`))).toBe(true);
});
