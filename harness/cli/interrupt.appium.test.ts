import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type ShortRun, shortRun } from './short-run.fixture.ts';

/** A host that does other work, too, takes several times as long. */
const LIMIT_MS = 240_000;

let run: ShortRun;
beforeAll(async () => {
  run = await shortRun({ profile: 'A16', generateTokens: 32, reference: false });
});
afterAll(() => run.remove());

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s after the first launch ends the run, keeps what was measured, writes the report, exits 130',
  async (signal) => {
    const out = join(run.folder, `runs-${signal}`);
    const child = run.start(6, out, ['ignore', 'pipe', 'ignore']);
    // One that does not end must not go on beside the next tests.
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    let interrupted = false;
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (interrupted || !/ 1\/\d+ launches/.test(said)) return;
      interrupted = true;
      child.kill(signal);
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(said).toContain('interrupted: ending the launch under way');
    expect(code).toBe(130);
    const [made = ''] = await readdir(out);
    const result = JSON.parse(await readFile(join(out, made, 'result.json'), 'utf8')) as {
      verdict: { verdict: string };
    };
    expect(result.verdict.verdict).toBe('INVALID');
    expect(await readFile(join(out, made, 'report.html'), 'utf8')).toContain('interrupted');
  },
  LIMIT_MS,
);
