import type { PlanStep } from '../protocol/plan-file.ts';
import { benchSteps } from './bench-steps.ts';

/** What is measured in llama-bench's words: its lists and settings, each with llama-bench's default. */
export interface LlamaBenchOptions {
  /** Prompt tokens of each row; default 512. */
  readonly pp?: readonly number[] | undefined;
  /** Generated tokens of each row; default 128. */
  readonly tg?: readonly number[] | undefined;
  /** Tokens in the cache before a row begins; default 0. */
  readonly nDepth?: readonly number[] | undefined;
  /** Default 1. */
  readonly threads?: number | undefined;
  /** Logical batch; default 2048. */
  readonly batchSize?: number | undefined;
  /** Physical batch; default 512. */
  readonly ubatchSize?: number | undefined;
  readonly flashAttn?: boolean | undefined;
}

const DEFAULT_BATCH = 2048;
const DEFAULT_UBATCH = 512;

/** The rows that are asked for. */
export const askedRows = (options: LlamaBenchOptions, repetitions: number): PlanStep[] =>
  benchSteps({
    promptTokens: options.pp ?? [512],
    generateTokens: options.tg ?? [128],
    depthTokens: options.nDepth ?? [0],
    batchTokens: options.batchSize ?? DEFAULT_BATCH,
    repetitions,
  });

/** Engine settings that the options name; context and backend are the caller's own. */
export const askedEngine = (options: LlamaBenchOptions) => ({
  threads: options.threads ?? 1,
  // The engine computes at once what it is given at once: llama-bench's physical batch.
  batchTokens: Math.min(options.ubatchSize ?? DEFAULT_UBATCH, options.batchSize ?? DEFAULT_BATCH),
  flashAttention: options.flashAttn ?? false,
});
