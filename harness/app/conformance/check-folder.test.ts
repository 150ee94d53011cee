import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFolder } from './check-folder.ts';

const valid = fileURLToPath(new URL('../../protocol/fixtures/valid/', import.meta.url));
const golden = fileURLToPath(new URL('../golden/small/', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-conformance-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a launch folder is one launch, by its own name', async () => {
  const found = await checkFolder(join(valid, 'swift-phone'));
  expect(found).toMatchObject({ conforms: true, launches: ['swift-phone'] });
  expect(found.rules.find(({ id }) => id === 'conversation')?.outcome).toBe('kept');
  expect(found.rules.find(({ id }) => id === 'raw-path')?.outcome).toBe('not-shown');
});

test('a folder of launch folders is all of them', async () => {
  const { conforms, launches } = await checkFolder(valid);
  expect({ conforms, launches }).toEqual({
    conforms: true,
    launches: ['cut', 'failed', 'swift-host', 'swift-phone', 'typescript-host', 'typescript-phone'],
  });
});

test('a run folder is its launches on phones and on the host, held against the plans that its manifest gave', async () => {
  const { conforms, launches, rules } = await checkFolder(golden);
  expect(conforms).toBe(true);
  expect(launches).toEqual([
    ...['phone/l0', 'phone/l1', 'phone/l2', 'phone/l3', 'phone/l4', 'phone/l5'],
    'reference/reference-short',
  ]);
  expect(rules.find(({ id }) => id === 'planned-work')?.outcome).toBe('kept');
});

test('what is broken is told by rule, launch and line', async () => {
  const launch = join(folder, 'launch');
  await cp(join(valid, 'cut'), launch, { recursive: true });
  await writeFile(join(launch, 'status.json'), '{"v":1');
  const { conforms, rules } = await checkFolder(launch);
  expect(conforms).toBe(false);
  expect(rules.filter(({ outcome }) => outcome === 'broken')).toMatchObject([
    { id: 'status-form', violations: [{ launch: 'launch', line: null }] },
  ]);
});

test.each(['nowhere', '.'])('%s holds no launch, and so proves nothing', async (name) => {
  await expect(checkFolder(join(folder, name, 'empty'))).rejects.toMatchObject({ code: 'LAUNCH_MISSING' });
});

test('a folder with other things in it holds no launch', async () => {
  await expect(checkFolder(fileURLToPath(new URL('.', import.meta.url)))).rejects.toMatchObject({
    code: 'LAUNCH_MISSING',
  });
});
