import type { PlanStep } from '../protocol/plan-file.ts';
import { benchSteps } from '../reference/bench-steps.ts';

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
