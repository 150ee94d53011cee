import { z } from 'zod';

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

/** A bound that the candidate must keep in every case, whatever the baseline does; in the metric's unit. */
export const absoluteLimit = z
  .strictObject({
    metric: z.string(),
    ...where,
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined, {
    error: 'a limit needs "atMost" or "atLeast"',
  });
export type AbsoluteLimit = z.infer<typeof absoluteLimit>;

/** `ci/gate.json`: what decides whether a build may ship. It is copied into the manifest when a run is planned. */
export const gatePolicy = z.strictObject({
  $schema: z.string().optional(),
  /** Metrics that are not named decide by their own definition. */
  rules: z.array(gateRule).default([]),
  limits: z.array(absoluteLimit).default([]),
  /** Model identifiers of phones without which no run is complete. */
  requiredPhones: z.array(z.string()).default([]),
  /** False: answers that differ from the baseline's are a note, and stop nothing. */
  sameOutput: z.boolean().default(true),
});
export type GatePolicy = z.infer<typeof gatePolicy>;
