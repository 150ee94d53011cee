import { z } from 'zod';

/** Limits that a converted model must keep; where they come from stands beside each. */
export const gates = {
  /** Equal arithmetic on equal weights: single precision on both sides differs by 1.5e-5 at most. */
  strict: { maxAbsError: 1e-4, cosine: null, topOneShare: null, wholeGreedy: true },
  /** Against llama.cpp's own quantised arithmetic, which rounds activations to eight bits: cosines of 0.99975 and more. */
  loose: { maxAbsError: null, cosine: 0.9995, topOneShare: 0.9, wholeGreedy: false },
  none: { maxAbsError: null, cosine: null, topOneShare: null, wholeGreedy: false },
} as const;
export type GateName = keyof typeof gates;
export const gateNames = Object.keys(gates) as GateName[];

const runner = z.strictObject({
  file: z.string(),
  engine: z.string(),
  version: z.string(),
  backend: z.string(),
});

/** `heatsoak model verify --json`: two models on the same tokens. */
export const verificationDocument = z
  .strictObject({
    v: z.literal(1),
    reference: runner,
    target: runner,
    /** The prompts in the reference's chat template, or as they stand for a model that has none. */
    prompts: z.enum(['chat', 'plain']),
    /** Both read the prompts and the text as the same ids. */
    sameTokens: z.boolean(),
    /** Forced tokens after which whole distributions were compared. */
    positions: z.int().nonnegative(),
    /** Values are null where a logit was not a number: such a model passes no gate. */
    cosine: z.number().nullable(),
    maxAbsError: z.number().nullable(),
    /** Root mean square of the reference's logits, each row less its mean. */
    spread: z.number().nonnegative().nullable(),
    /** Null where no position was compared. */
    topOneShare: z.number().min(0).max(1).nullable(),
    /** Mean divergence of the target from the reference, in nats. */
    meanKl: z.number().nullable(),
    greedyPrefix: z.strictObject({ equal: z.int().nonnegative(), of: z.int().nonnegative() }),
    /** Of the text; null where a probability was zero. */
    perplexity: z.strictObject({
      tokens: z.int().nonnegative(),
      reference: z.number().nullable(),
      target: z.number().nullable(),
      differencePercent: z.number().nullable(),
    }),
    gate: z.strictObject({
      name: z.enum(gateNames as [GateName, ...GateName[]]),
      passed: z.boolean(),
      /** One sentence for each limit that was not kept. */
      failures: z.array(z.string()),
    }),
  })
  .meta({ id: 'Verification', title: 'Verification' });
export type Verification = z.infer<typeof verificationDocument>;

/** Sentences for what a gate does not let through. Values that are not numbers never pass. */
export function gateFailures(name: GateName, found: Omit<Verification, 'gate'>): string[] {
  const { maxAbsError, cosine, topOneShare, wholeGreedy } = gates[name];
  const { equal, of } = found.greedyPrefix;
  const failures: string[] = [];
  if (!found.sameTokens) failures.push('the two read the same text as different tokens');
  if (maxAbsError !== null && !((found.maxAbsError ?? Number.NaN) <= maxAbsError))
    failures.push(`largest error ${shown(found.maxAbsError)}, ${maxAbsError} allowed`);
  if (cosine !== null && !((found.cosine ?? Number.NaN) >= cosine))
    failures.push(`cosine ${found.cosine?.toFixed(6) ?? 'not a number'}, at least ${cosine} needed`);
  if (topOneShare !== null && !((found.topOneShare ?? Number.NaN) >= topOneShare))
    failures.push(
      `the likeliest token is the same in ${percent(found.topOneShare)}, ${percent(topOneShare)} needed`,
    );
  if (wholeGreedy && (of === 0 || equal < of)) failures.push(`greedy tokens agree for ${equal} of ${of}`);
  return name === 'none' ? [] : failures;
}

/** A share for a person; one that nobody could count is said to be unknown. */
export const percent = (share: number | null): string =>
  share === null ? 'an unknown share' : `${(100 * share).toFixed(1)} %`;
const shown = (value: number | null): string => (value === null ? 'not a number' : value.toExponential(2));
