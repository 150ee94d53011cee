import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnModule } from '../agent/spawn-module.ts';
import { createRandom } from '../judge/statistics/random.ts';
import { derive } from '../run/derive.ts';
import { makeDemoBuilds } from './demo-builds.ts';

/** Twenty with `HEATSOAK_KILLS=20`; a few in every run, since each costs as long as it lived. */
const kills = Number(process.env['HEATSOAK_KILLS'] ?? 4);
/** The run below takes about this long when nobody kills it. */
const RUN_MS = 12_000;

let folder = '';
let builds: Awaited<ReturnType<typeof makeDemoBuilds>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-kill-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
  const cases = [
    { id: 'short', prompt: { kind: 'synthetic', tokens: 16 }, generateTokens: 64, repetitions: 3 },
  ];
  await writeFile(
    join(folder, 'short.json'),
    JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }),
  );
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile: 'A19 Pro', os: '26.1' };
  await writeFile(
    join(folder, 'devices.json'),
    JSON.stringify({ devices: [phone], reference: { id: 'host', name: 'Host' } }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const random = createRandom(20);
const moments = Array.from({ length: kills }, (_, i) =>
  Math.round(((i + random.uniform()) / kills) * RUN_MS),
);

test.each(moments)(
  'killed after %i ms, the run folder reads and derive works on what is there',
  async (moment) => {
    const out = join(folder, `runs-${moment}`);
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
      [...args, '--devices', join(folder, 'devices.json'), '--blocks', '1', '--out', out],
      ['ignore', 'ignore', 'ignore'],
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), moment);
    await once(child, 'exit');
    clearTimeout(timer);
    const runs = (await readdir(out).catch(() => [])).filter((name) => !name.startsWith('.'));
    for (const run of runs) {
      const { measurement, verdict } = await derive(join(out, run));
      expect(measurement.launches).toHaveLength(5);
      expect(verdict.verdict).not.toBe('GO');
    }
  },
);

test('no server outlives a harness that was killed', async () => {
  await expect.poll(() => appiumServers(), { timeout: 10_000 }).toBe(0);
});

/** Appium servers of runs of this test: their working folder is a scratch folder that only such a run makes. */
function appiumServers(): number {
  const listed = execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' });
  return listed.split('\n').filter((line) => /^\s*1\s.*appium.*index\.js server/.test(line)).length;
}
