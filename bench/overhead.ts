import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findAgent } from '../ci/find-agent.ts';
import { eventsOf } from '../ci/overhead/count-pair.ts';
import { agentCommand, bareCommand, type Contenders } from '../ci/overhead/overhead-launch.ts';
import { cacheFolder } from '../harness/files/package-home.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import { median } from '../harness/statistics/median.ts';
import { medianInterval } from '../harness/statistics/median-interval.ts';
import { must } from '../harness/statistics/must.ts';
import { quantile } from '../harness/statistics/quantile.ts';
import { cachedModel } from '../models/synthesise.ts';

/**
 * `npm run bench:overhead [rounds]`: the wall time of a token by the Swift agent beside that of a bare loop in C++ on the same
 * library, by turns, so that a busy moment falls on both; the median of the rounds' ratios and its 95 % interval. Two of Phi-3-mini's
 * layers and its vocabulary take 10 ms a token or more on one thread. Exits 1 above the goal. `ci/swift-linux.sh overhead` builds both programs.
 */
const GOAL = 1.01;
const LEAST_MS = 10;
const TOKENS = 32;
const FASTEST = 0.1;
const rounds = Number(process.argv[2] ?? 30);

const agent = findAgent();
const bare = '.cache/swift/bare-loop';
if ('skipped' in agent || !existsSync(bare))
  throw new Error('build both programs first: ci/swift-linux.sh overhead');
const contenders: Contenders = {
  agent: agent.path,
  bare,
  backends: join('node_modules', '@node-llama-cpp', 'linux-x64', 'bins', 'linux-x64'),
};
const shape = { layers: 2 };
const model = await cachedModel({ preset: 'mini', type: 'Q4_0', seed: 1, cacheDir: cacheFolder(), shape });
const work = { model, tokens: TOKENS, repetitions: 1 };
const scratch = await scratchFolder('overhead');
try {
  const times = { agent: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const turns = [
      async () => times.agent.push(undisturbed(await agentTimes(round))),
      () => times.bare.push(undisturbed(bareTimes())),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const bareMs = must(median(times.bare), 'a round');
  const ratios = times.agent.map((ms, round) => ms / must(times.bare[round], 'a round of the bare loop'));
  const ratio = must(medianInterval(ratios), 'a round');
  const isMet = ratio.median <= GOAL && bareMs >= LEAST_MS;
  process.exitCode = isMet ? 0 : 1;
  process.stdout.write(
    `${isMet ? '✓' : '✕'} agent ${percent(ratio.median)} (${percent(ratio.low)} to ${percent(ratio.high)}) beyond the bare loop's ${bareMs.toFixed(2)} ms a token (goal ≤ ${percent(GOAL)} at ${LEAST_MS} ms or more)\n`,
  );
} finally {
  await scratch.remove();
}

/** Milliseconds between the tokens of one launch. */
async function agentTimes(round: number): Promise<number[]> {
  const folder = join(scratch.path, String(round));
  const [program = '', ...rest] = await agentCommand(contenders, work, folder);
  execFileSync(program, rest);
  const measured = (await eventsOf(folder, 'tokens')).at(-1);
  // The first is the time to the first token.
  return must(measured, 'the trial')
    .deltasUs.slice(1)
    .map((us) => us / 1e3);
}

function bareTimes(): number[] {
  const [program = '', ...rest] = bareCommand(contenders, work);
  const { betweenNs } = JSON.parse(execFileSync(program, rest, { encoding: 'utf8' })) as {
    readonly betweenNs: readonly number[];
  };
  return betweenNs.map((ns) => ns / 1e6);
}

/** What a token takes while nothing else runs: what else runs makes tokens slow, and none fast. */
function undisturbed(ofTokens: readonly number[]): number {
  return must(quantile(ofTokens, FASTEST), 'a token');
}

function percent(ratio: number): string {
  return `${(100 * (ratio - 1)).toFixed(2)} %`;
}
