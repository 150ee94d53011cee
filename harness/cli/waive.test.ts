import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from './heatsoak.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-waive-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a waiver is written with --json too, which is no part of it', async () => {
  const terms = ['--owner', 'anna', '--until', '2099-12-31', '--why', 'a test'];
  const asked = ['waive', 'decode_rate', '--gate', 'waived.json', ...terms, '--json'];
  const { stdout, exitCode } = await heatsoakIn(folder)(...asked);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ removed: false, waiver: { owner: 'anna' } });
});
