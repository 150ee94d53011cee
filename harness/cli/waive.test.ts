import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../app/demo-builds.ts';
import { cacheFolder } from '../files/package-home.ts';
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

test('a plan tells which waivers hold, and that one has expired', async () => {
  const made = await makeDemoBuilds(join(folder, 'builds'), cacheFolder());
  const builds = ['--candidate', made.candidate, '--baseline', made.baseline];
  const gate = join(folder, 'expired.json');
  const waived = (metric: string, until: string) => ({ metric, until, owner: 'anna', why: 'new sampler' });
  const waivers = [waived('decode_rate', '2099-12-31'), waived('ttft', '2026-01-01')];
  await writeFile(gate, JSON.stringify({ waivers: [...waivers, waived('plateau', '2026-01-01')] }));
  const { stdout } = await heatsoakIn(folder)('plan', '--suite', 'quick', '--gate', gate, ...builds);
  expect(stdout).toMatch(/^decode_rate is waived by anna until 2099-12-31: new sampler$/m);
  expect(stdout).toMatch(/^! the waiver of ttft by anna expired on 2026-01-01: the run cannot be GO; renew/m);
  // No soak of this run is about the third.
  expect(stdout).not.toContain('plateau');
});
