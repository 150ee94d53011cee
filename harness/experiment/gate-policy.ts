import { z } from 'zod';
import { memoryPolicy } from './memory-policy.ts';
import { waiver } from './waiver.ts';

const where = {
  /** Only in this suite; absent: in all. */
  suite: z.string().optional(),
  /** Only on phones of this model identifier, such as `iPhone15,4`; absent: on all. */
  deviceModel: z.string().optional(),
};

/** What the policy says of one metric. Of several rules that apply, a more particular one wins, key by key. */
export const gateRule = z.strictObject({
  metric: z.string(),
  ...where,
  /** False: it is compared and shown, and stops nothing. */
  decides: z.boolean().optional(),
  /** How much worse a suite may get, per cent. */
  marginPercent: z.number().positive().optional(),
  /** How much worse one case may get, per cent; absent: 1.75 times as much as its suite. */
  caseMarginPercent: z.number().positive().optional(),
  /** In the metric's unit: no margin is smaller than this. */
  leastMargin: z.number().positive().optional(),
});
export type GateRule = z.infer<typeof gateRule>;

/**
 * A bound that the candidate must keep in every case, whatever the baseline does; in the metric's unit. Memory is held by its worst
 * launch, since the system kills at the first moment beyond its limit; what is noisy from launch to launch by its median.
 */
export const absoluteLimit = z
  .strictObject({
    metric: z.string(),
    ...where,
    /** Only this case; absent: every one, and each must have a value. */
    case: z.string().optional(),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined, {
    error: 'a limit needs "atMost" or "atLeast"',
  });
export type AbsoluteLimit = z.infer<typeof absoluteLimit>;

/**
 * How far answers may lie apart where equal ones are not to be expected: of the phone and the reference, which run the same
 * model on other hardware, and of builds with other weights or settings. Only the suites that score tell likelihood.
 */
export const outputPolicy = z.strictObject({
  /**
   * Greedy ids that are the other side's from the start, per cent, mean of the cases. One id in a hundred that rounding
   * decides otherwise leaves 80 % of an answer of 48; one wrong in ten leaves 21 %. Half lies between.
   */
  leastPrefixPercent: z.number().min(0).max(100).default(50),
  /** Answers that part, per cent of the tokens up to there: the same rates, whatever the length of the answers. */
  mostPartingPercent: z.number().min(0).max(100).default(5),
  /**
   * Positions whose likeliest id is the reference's, per cent. The same weights by another kernel keep 100 % of some
   * thousand (llama.cpp, pull request 10714), damaged ones of two bits below 80 %.
   */
  leastTopOnePercent: z.number().min(0).max(100).default(95),
  /** Likelihood that the phone may lose against the reference, nats a token. Another kernel for the same weights: 0.0005. */
  mostGapNats: z.number().nonnegative().default(0.02),
  /**
   * Likelihood that other weights may lose against the baseline's, nats a token; 0.05 is 5 % of perplexity. Q4_K_M loses
   * 0.014 (Llama 2 7B) to 0.028 (Llama 3 8B) against F16, Q2_K 0.10 and 0.45 (llama.cpp, pull request 6936).
   */
  mostLossNats: z.number().nonnegative().default(0.05),
});
export type OutputPolicy = z.infer<typeof outputPolicy>;

/** `ci/gate.json`: what decides whether a build may ship. It is copied into the manifest when a run is planned. */
export const gatePolicy = z.strictObject({
  $schema: z.string().optional(),
  /** Metrics that are not named decide by their own definition. */
  rules: z.array(gateRule).default([]),
  limits: z.array(absoluteLimit).default([]),
  /** What memory may be taken; of a run that was planned with it, it decides wherever memory is measured. */
  memory: memoryPolicy.prefault({}),
  /** Model identifiers of phones without which no run is complete. */
  requiredPhones: z.array(z.string()).default([]),
  /** False: answers that differ from the baseline's are a note, and stop nothing. */
  sameOutput: z.boolean().default(true),
  output: outputPolicy.prefault({}),
  /** Changes for the worse that somebody answers for until a day; `heatsoak waive` adds one. */
  waivers: z.array(waiver).default([]),
});
export type GatePolicy = z.infer<typeof gatePolicy>;
