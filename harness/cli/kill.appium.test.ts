import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { derive } from '../app/derive.ts';
import { createRandom } from '../statistics/random.ts';
import { type ShortRun, shortRun } from './short-run.fixture.ts';

/** Twenty with `HEATSOAK_KILLS=20`; a few in every run, since each costs as long as it lived. */
const kills = Number(process.env['HEATSOAK_KILLS'] ?? 4);
/** The run below takes about this long when nobody kills it. */
const RUN_MS = 12_000;

let run: ShortRun;
beforeAll(async () => {
  run = await shortRun({ profile: 'A19 Pro', generateTokens: 64, repetitions: 3, reference: true });
});
afterAll(() => run.remove());

const random = createRandom(20);
const moments = Array.from({ length: kills }, (_, i) =>
  Math.round(((i + random.uniform()) / kills) * RUN_MS),
);

test.each(moments)(
  'killed after %i ms, the run folder reads and derive works on what is there',
  async (moment) => {
    const out = join(run.folder, `runs-${moment}`);
    const child = run.start(1, out, 'ignore');
    const timer = setTimeout(() => child.kill('SIGKILL'), moment);
    await once(child, 'exit');
    clearTimeout(timer);
    const runs = (await readdir(out).catch(() => [])).filter((name) => !name.startsWith('.'));
    for (const made of runs) {
      const { measurement, verdict } = await derive(join(out, made));
      expect(measurement.launches).toHaveLength(5);
      expect(verdict.verdict).not.toBe('GO');
    }
  },
);

test('no server outlives a harness that was killed', async () => {
  await expect.poll(() => appiumServers(), { timeout: 60_000 }).toBe(0);
});

/** Appium servers whose harness is gone: process 1 is their parent now. */
function appiumServers(): number {
  const listed = execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' });
  return listed.split('\n').filter((line) => /^\s*1\s.*appium.*index\.js server/.test(line)).length;
}
