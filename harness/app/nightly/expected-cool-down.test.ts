import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UNKNOWN_COOL_DOWN_SECONDS } from '../../history/nightly/cool-downs.ts';
import { writeSimulatedRun } from '../simulated-run.fixture.ts';
import { expectedCoolDownSeconds } from './expected-cool-down.ts';

let runs = '';
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'heatsoak-cool-downs-'));
});
afterEach(() => rm(runs, { recursive: true, force: true }));

/** A run in which every launch was waited for so long. */
async function writeRun(at: string, seconds: number): Promise<void> {
  const run = at.slice(0, 19).replaceAll(':', '-').concat('Z-phone');
  const folder = await writeSimulatedRun(runs, { run, at, devices: ['phone'], speeds: { candidate: 20 } });
  const journal = join(folder, 'events', 'phone.jsonl');
  const text = await readFile(journal, 'utf8');
  await writeFile(journal, text.replaceAll(/"waitedMs":\d+/g, `"waitedMs":${1000 * seconds}`));
}

test('a night expects the cool-downs of the newest run, and a minute before there is one', async () => {
  expect(await expectedCoolDownSeconds(runs)).toBe(UNKNOWN_COOL_DOWN_SECONDS);
  await writeRun('2026-01-01T03:00:00.000Z', 40);
  await writeRun('2026-01-02T03:00:00.000Z', 150);
  expect(await expectedCoolDownSeconds(runs)).toBe(150);
});
