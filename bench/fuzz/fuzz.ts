import { createRandom, seedOf } from '../../harness/statistics/random.ts';
import { mutated } from './mutated.ts';
import type { FuzzTarget } from './target.ts';

/** Which of a target's inputs are tried: each is made of the seed and its own number, so that one can be made again alone. */
export interface FuzzRange {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Longest time of one input, s, of this process's own: a busy host makes everything late. Default: one second. */
  readonly slowestSeconds?: number;
}

/** An input that a reader did not bear. */
export interface FuzzFinding {
  readonly input: number;
  readonly what: 'crash' | 'slow';
  readonly message: string;
}

export const inputOf = (target: FuzzTarget, seed: number, input: number): Buffer =>
  mutated(target.inputs, createRandom(seedOf(seed, `${target.name}/${input}`)));

/** Reads the sound inputs, which must be taken, and then damaged ones. @param onInput called before each damaged one */
export async function fuzz(
  target: FuzzTarget,
  { seed, from, count, slowestSeconds = 1 }: FuzzRange,
  onInput: (input: number) => void = () => undefined,
): Promise<FuzzFinding[]> {
  const open = await target.open();
  const findings: FuzzFinding[] = [];
  try {
    for (let input = from; input < from + count; input++) {
      onInput(input);
      const bytes = inputOf(target, seed, input);
      const began = process.cpuUsage();
      try {
        await open.read(bytes);
      } catch (error) {
        if (!target.isRefusal(error)) findings.push({ input, what: 'crash', message: told(error) });
      }
      const { user, system } = process.cpuUsage(began);
      const seconds = (user + system) / 1e6;
      if (seconds > slowestSeconds)
        findings.push({ input, what: 'slow', message: `${seconds.toFixed(1)} s` });
    }
  } finally {
    await open.close();
  }
  return findings;
}

const told = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error);
