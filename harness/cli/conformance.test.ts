import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conformanceDocument } from '../app/conformance/conformance-document.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

const valid = join(import.meta.dirname, '../protocol/fixtures/valid');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-conformance-cli-'));
  await cp(join(valid, 'cut'), join(folder, 'broken'), { recursive: true });
  await writeFile(join(folder, 'broken/status.json'), '{"v":1');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const conformance = (...args: readonly string[]) => heatsoakIn(folder, {}, 60_000)('conformance', ...args);

test('a log that breaks nothing ends with 0, and each rule has its mark', async () => {
  const { exitCode, stdout } = await conformance('--folder', join(valid, 'cut'));
  expect(exitCode).toBe(0);
  expect(stdout).toContain('✓ whole-lines: every line of the log is one JSON object');
  expect(stdout).toContain('? raw-path:');
  expect(stdout).toMatch(/conforms: \d+ rules kept, 0 broken, \d+ not shown, in 1 launch\n?$/);
});

test('a broken rule ends with 1, and its line is named', async () => {
  const { exitCode, stdout } = await conformance('--folder', 'broken');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('✕ status-form:');
  expect(stdout).toContain('    broken: status.json is not JSON');
});

test('with --json it is one document, also where a rule is broken', async () => {
  const { exitCode, stdout } = await conformance('--folder', 'broken', '--json');
  expect(exitCode).toBe(1);
  expect(conformanceDocument.parse(JSON.parse(stdout))).toMatchObject({
    conforms: false,
    launches: ['broken'],
  });
});

test.each([
  ['nothing', []],
  ['a folder and a program', ['--folder', 'broken', '--', 'true']],
  ['a phone without an app', ['--device', 'virtual-a16']],
  ['a folder without a launch', ['--folder', '.git']],
])('%s is wrong usage', async (_, args) => {
  expect((await conformance(...args)).exitCode).toBe(2);
});

test('a program that is no agent breaks what it was asked for, and ends with 1', {
  timeout: 120_000,
}, async () => {
  const { exitCode, stdout } = await conformance('--', 'true');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('✕ comes-to-its-end:');
  expect(stdout).toContain('answers: it left no log of answers: it said nothing');
});
