import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSimulatedRun } from '../app/simulated-run.fixture.ts';
import { program } from './program.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-cli-serve-'));
  await writeSimulatedRun(join(folder, 'runs'), { speeds: { candidate: 20, baseline: 20 }, blocks: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('serve prints an address that lets in, and Ctrl-C is its end, not a failure', async () => {
  const served = execa(process.execPath, [...program, 'serve', '--no-browser'], {
    cwd: folder,
    timeout: 120_000,
    reject: false,
  });
  const url = await new Promise<string>((resolve) => {
    served.stdout.once('data', (chunk: Buffer) => resolve(String(chunk).trim()));
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  served.kill('SIGINT');
  const { exitCode, stderr } = await served;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('closing the site');
  await expect(fetch(url)).rejects.toThrow();
});
