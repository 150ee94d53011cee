import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnModule } from '../agent/spawn-module.ts';
import { makeDemoBuilds } from './demo-builds.ts';

let folder = '';
let builds: Awaited<ReturnType<typeof makeDemoBuilds>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-interrupt-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
  const cases = [{ id: 'short', prompt: { kind: 'synthetic', tokens: 16 }, generateTokens: 32 }];
  await writeFile(
    join(folder, 'short.json'),
    JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }),
  );
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile: 'A16', os: '26.1' };
  await writeFile(join(folder, 'devices.json'), JSON.stringify({ devices: [phone] }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('Ctrl-C after the first launch ends the run, keeps what was measured, writes the report, exits 130', async () => {
  const out = join(folder, 'runs');
  const args = [
    'run',
    '--suite',
    join(folder, 'short.json'),
    '--candidate',
    builds.candidate,
    '--baseline',
    builds.baseline,
  ];
  const child = spawnModule(
    new URL('./main.ts', import.meta.url),
    [...args, '--devices', join(folder, 'devices.json'), '--blocks', '6', '--out', out],
    ['ignore', 'pipe', 'ignore'],
  );
  let said = '';
  let interrupted = false;
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    if (interrupted || !said.includes('1/24 launches')) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(said).toContain('interrupted: ending the launch under way');
  expect(code).toBe(130);
  const [run = ''] = await readdir(out);
  const result = JSON.parse(await readFile(join(out, run, 'result.json'), 'utf8')) as {
    verdict: { verdict: string };
  };
  expect(result.verdict.verdict).toBe('INVALID');
  expect(await readFile(join(out, run, 'report.html'), 'utf8')).toContain('interrupted');
});
