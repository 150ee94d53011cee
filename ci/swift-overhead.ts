import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../harness/files/package-home.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import type { Phi3Shape } from '../models/phi3.ts';
import { cachedModel, type ModelFile } from '../models/synthesise.ts';
import { countPair, eventsOf } from './overhead/count-pair.ts';
import { agentCommand } from './overhead/overhead-launch.ts';
import { type CountedPair, overheadPerToken } from './overhead/overhead-per-token.ts';

/**
 * `swift-overhead.ts <agent> <bare loop> <folder of backends>`: what the Swift agent costs beside a bare loop on the same library, in
 * instructions a token, and what it holds of memory without a model. Exits 1 above a limit.
 */
const MOST_INSTRUCTIONS = 5_000;
const MOST_MIB = 20;

const [agent = '', bare = '', backends = ''] = process.argv.slice(2);
const contenders = { agent, bare, backends };
const scratch = await scratchFolder('overhead');
const folder = (name: string): string => join(scratch.path, name);
const synthetic = (preset: 'nano' | 'demo', shape: Partial<Phi3Shape> = {}): Promise<ModelFile> =>
  cachedModel({ preset, type: 'Q4_0', seed: 1, cacheDir: cacheFolder(), shape });
/** So small that on valgrind its tokens take milliseconds, as on a phone. */
const smallest = { layers: 1, hidden: 64, heads: 2, keyValueHeads: 2, feedForward: 64 };

try {
  const small = await synthetic('nano', smallest);
  say(await mebibytesWithoutModel(small), MOST_MIB, 'MiB of the agent without a model');
  await sayOverhead(small, 'around a token', 100, 500);
  // Phi-3's own vocabulary shows what reads the logits; the bare loop goes through them one by one.
  await sayOverhead(await synthetic('demo'), 'with 32 064 logits', 32, 96);
} finally {
  await scratch.remove();
}

/** Without valgrind, whose own memory would count. */
async function mebibytesWithoutModel(model: ModelFile): Promise<number> {
  const [program = '', ...rest] = await agentCommand(
    contenders,
    { model, tokens: 1, repetitions: 1 },
    folder('memory'),
  );
  execFileSync(program, rest);
  const checkpoints = await eventsOf(folder('memory'), 'checkpoint');
  const before = checkpoints.filter(({ at }) => at === 'launch' || at === 'before-load');
  return Math.max(...before.map(({ footprintBytes }) => footprintBytes)) / 2 ** 20;
}

async function sayOverhead(model: ModelFile, what: string, few: number, many: number): Promise<void> {
  const counted = (tokens: number): Promise<CountedPair> =>
    countPair(contenders, { model, tokens, repetitions: 1 }, folder(`${tokens} ${what}`));
  const overhead = overheadPerToken(await counted(few), await counted(many));
  say(overhead, MOST_INSTRUCTIONS, `instructions a token beyond the bare loop, ${what}`);
}

function say(value: number, limit: number, what: string): void {
  // A number that could not be had is no number within the limit.
  const isMet = value <= limit;
  if (!isMet) process.exitCode = 1;
  process.stdout.write(`${isMet ? '✓' : '✕'} ${Math.round(10 * value) / 10} ${what} (at most ${limit})\n`);
}
