import { InvalidArgumentError } from '@commander-js/extra-typings';
import { benchSteps, parseCounts } from '../calibrate/bench-steps.ts';
import type { PlanStep } from '../protocol/plan-file.ts';

/** What `reference` and `calibrate reference` take in llama-bench's own words, as commander hands it over. */
export interface LlamaBenchOptions {
  readonly pp: readonly number[];
  readonly tg: readonly number[];
  readonly nDepth: readonly number[];
  readonly threads: number;
  readonly batchSize: number;
  readonly ubatchSize: number;
  readonly flashAttn: boolean;
}

/** The rows that are asked for. */
export const askedRows = (options: LlamaBenchOptions, repetitions: number): PlanStep[] =>
  benchSteps({
    promptTokens: options.pp,
    generateTokens: options.tg,
    depthTokens: options.nDepth,
    batchTokens: options.batchSize,
    repetitions,
  });

/** Engine settings that the options name; context and backend are the command's own. */
export const askedEngine = (options: LlamaBenchOptions) => ({
  threads: options.threads,
  // The engine computes at once what it is given at once: llama-bench's physical batch.
  batchTokens: Math.min(options.ubatchSize, options.batchSize),
  flashAttention: options.flashAttn,
});

/** llama-bench's lists: `128,512`, `128-512*2`. */
export function countList(text: string): number[] {
  const parsed = parseCounts(text);
  if (parsed === null) throw new InvalidArgumentError('whole numbers such as 512, 128,512 or 128-512*2');
  return parsed;
}

/** llama-bench's `-fa`. */
export function onOrOff(text: string): boolean {
  const value = { 0: false, off: false, 1: true, on: true }[text];
  if (value === undefined) throw new InvalidArgumentError('0 or 1');
  return value;
}
