import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test, vi } from 'vitest';
import { isProcessAlive } from '../files/process-alive.ts';
import { bundled } from '../modules/bundled.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-apart-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = await bundled(new URL('./apart-program.fixture.ts', import.meta.url));
const run = (how: string, place: string) => execa(process.execPath, [program, how, place], { reject: false });

test.concurrent('an abort takes its own process down, and the command says so and cleans up', async () => {
  const place = join(folder, 'abort');
  const { exitCode, stderr } = await run('abort', place);
  expect(exitCode).toBe(6);
  expect(stderr).toContain('ENGINE_DIED');
  expect(readFileSync(`${place}.cleaned`, 'utf8')).toBe(readFileSync(place, 'utf8'));
});

test.concurrent('any other end is the end of the command', async () => {
  const place = join(folder, 'code');
  expect((await run('3', place)).exitCode).toBe(3);
  expect(existsSync(`${place}.cleaned`)).toBe(false);
});

test.concurrent.each([
  ['Ctrl-C reaches the work', 'SIGINT', 130],
  ['a kill of the command ends the work too', 'SIGKILL', undefined],
] as const)('%s', async (_, signal, code) => {
  const place = join(folder, signal);
  const running = run('wait', place);
  await vi.waitFor(() => expect(readFileSync(place, 'utf8')).not.toBe(''), { timeout: 30_000 });
  running.kill(signal);
  expect((await running).exitCode).toBe(code);
  const pid = Number(readFileSync(place, 'utf8'));
  await vi.waitFor(() => expect(isProcessAlive(pid)).toBe(false), { timeout: 30_000 });
});

test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
  'work without an answer to %s was interrupted all the same, and not rejected',
  async (signal) => {
    const place = join(folder, `held ${signal}`);
    const running = run('hold', place);
    await vi.waitFor(() => expect(readFileSync(place, 'utf8')).not.toBe(''), { timeout: 30_000 });
    running.kill(signal);
    expect(await running).toMatchObject({ exitCode: 130, stderr: 'interrupted' });
    expect(readFileSync(`${place}.cleaned`, 'utf8')).toBe(readFileSync(place, 'utf8'));
  },
);
