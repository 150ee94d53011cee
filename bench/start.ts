import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { median } from '../harness/statistics/median.ts';

/**
 * `npm run bench:start`: how long a command of the built package takes to start, beside Node with commander and zod alone,
 * which nothing of ours can be faster than. Turn by turn, so that a busy moment falls on all. Exits 1 above the goal.
 */
const GOAL = 1.6;
const TURNS = 15;
const main = new URL('../dist/harness/cli/main.js', import.meta.url).pathname;
if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`);

const bare = ['--input-type=module', '-e', "import 'commander'; import 'zod'; 0"];
const commands: Readonly<Record<string, readonly string[]>> = {
  'node -e 0 with commander and zod': bare,
  'heatsoak --version': [main, '--version'],
  'heatsoak metrics ttft': [main, 'metrics', 'ttft'],
};

const times = new Map(Object.keys(commands).map((name): [string, number[]] => [name, []]));
for (let turn = -1; turn < TURNS; turn++)
  for (const [name, args] of Object.entries(commands)) {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    // The first turn fills the disk's cache.
    if (turn >= 0) times.get(name)?.push(performance.now() - startedAt);
  }

const medians = [...times].map(([name, own]) => [name, median(own) ?? Number.NaN] as const);
const [[, least = Number.NaN] = [], ...others] = medians;
process.stdout.write(`  node -e 0 with commander and zod: ${least.toFixed(0)} ms\n`);
for (const [name, ms] of others) {
  const isMet = ms <= GOAL * least;
  if (!isMet) process.exitCode = 1;
  process.stdout.write(
    `${isMet ? '✓' : '✕'} ${name}: ${ms.toFixed(0)} ms, ${(ms / least).toFixed(2)} × (goal ≤ ${GOAL} ×)\n`,
  );
}
