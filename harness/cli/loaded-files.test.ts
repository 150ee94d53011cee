import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { heavy, loadedFiles, MOST_FILES } from './loaded-files.fixture.ts';

const main = 'dist/harness/cli/main.js';

test('the package is built: npm run build', () => {
  expect(existsSync(main)).toBe(true);
});

test.each([
  ['heatsoak --version', ['--version']],
  ['heatsoak metrics ttft', ['metrics', 'ttft']],
  ['heatsoak --help', ['--help']],
])('%s loads few files, and nothing of phones, models and engines', async (_, args) => {
  const loaded = await loadedFiles([main, ...args], process.cwd());
  expect(loaded.length).toBeGreaterThan(20);
  expect(loaded.length).toBeLessThanOrEqual(MOST_FILES);
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});

test('what is heavy is seen where it is loaded', async () => {
  const loaded = await loadedFiles([main, 'devices'], process.cwd());
  expect(loaded.filter((url) => heavy.test(url)).length).toBeGreaterThan(50);
});
