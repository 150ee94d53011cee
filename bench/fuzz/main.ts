import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzResult, FuzzWork } from './read-inputs.ts';
import { targets } from './targets.ts';

/**
 * `npm run fuzz [-- --count N] [--seed N] [--from N] [--target NAME]`: every reader of what others wrote, against damaged inputs, each in
 * a process of its own. Exits 1 where one crashes, hangs, takes longer than a second of its own time, or more than 512 MiB.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    target: { type: 'string' },
  },
});
const range = { seed: Number(values.seed), from: Number(values.from), count: Number(values.count) };

const MIB = 2 ** 20;
const MOST_BYTES = 512 * MIB;
/** One input for so long is a hang, however busy the host is. */
const HANG_MS = 30_000;
const LOOK_MS = 1000;

/** A result, or the input at which the process ended or had to be ended. */
type Fuzzed = FuzzResult | { readonly endedAt: string; readonly why: string };

const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) {
  process.stderr.write(
    `no target "${values.target}"; there are: ${targets.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'heatsoak-fuzz-'));
let isSound = true;
for (const { name } of chosen) {
  const began = performance.now();
  const result = await fuzzed(name);
  const lines = faultsIn(result);
  isSound &&= lines.length === 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const memory = 'mostBytes' in result ? `${(result.mostBytes / MIB).toFixed(0)} MiB` : '';
  process.stdout.write(
    `${name.padEnd(16)} ${range.count} inputs, ${seconds} s, ${memory}: ${lines.length} faults\n`,
  );
  for (const line of lines.slice(0, 10)) process.stdout.write(`  ${line}\n`);
}
rmSync(folder, { recursive: true });
process.exitCode = isSound ? 0 : 1;

function faultsIn(result: Fuzzed): string[] {
  if ('why' in result) return [`input ${result.endedAt}: ${result.why}`];
  const found = result.findings.map(({ input, what, message }) => `input ${input}: ${what}: ${message}`);
  return result.mostBytes > MOST_BYTES ? [...found, `it took ${result.mostBytes / MIB} MiB`] : found;
}

function fuzzed(target: string): Promise<Fuzzed> {
  const at = join(folder, target);
  const work: FuzzWork = { ...range, target, at };
  const child = fork(fileURLToPath(new URL('./read-inputs.ts', import.meta.url)), [JSON.stringify(work)]);
  const input = (): string => {
    try {
      return readFileSync(at, 'utf8').trim();
    } catch {
      return '';
    }
  };
  return new Promise((resolve) => {
    let [last, since] = ['', performance.now()];
    const looking = setInterval(() => {
      const now = input();
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > HANG_MS) child.kill('SIGKILL');
    }, LOOK_MS);
    let result: FuzzResult | null = null;
    child.once('message', (message) => {
      result = message as FuzzResult;
    });
    child.once('exit', (code, signal) => {
      clearInterval(looking);
      resolve(result ?? { endedAt: input(), why: `the process ended with ${signal ?? code}` });
    });
  });
}
