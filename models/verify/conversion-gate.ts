import { percent, type Verification } from './verification.ts';

/**
 * What a converted model holds of its source: every number bit for bit and arithmetic in single precision (`exact`); the
 * source's quants and scales, which the target multiplies in half precision (`half`); or numbers that were rounded on the
 * way, for which the target has no form, and half-precision activations (`rounded`). Beside llama.cpp's own half precision (the
 * table of its GELU) an exact one counts as `half`.
 */
export type Storage = 'exact' | 'half' | 'rounded';

/** Against llama.cpp on the same weights in single precision (the twin). */
export type TwinComparison = Omit<Verification, 'gate'>;

/**
 * Limits for log-probabilities, of models whose logits scatter by `USUAL_SPREAD` or less about their row's mean, and for how far distributions may lie apart, from real weights:
 * docs/evaluations/conversions-of-real-weights.md says how they were measured, and what damaged models give.
 */
export const conversionLimits = {
  exact: {
    /** SmolLM2 in Q8_0: 8.0e-5. A limit of its own is given by the twin's noise where that is larger. */
    maxAbsError: 1e-3,
    topOneShare: 1,
    meanKl: 1e-6,
  },
  half: {
    /** SmolLM2 in Q8_0: 0.112. Weights are held block by block beside this; a rotation whose base is a tenth larger gives 0.295. */
    maxAbsError: 0.2,
    topOneShare: 0.98,
    meanKl: 1e-4,
  },
  rounded: {
    maxAbsError: null,
    topOneShare: 0.9,
    meanKl: 0.02,
  },
} as const;

/** SmolLM2's is 3.7. Rounding grows with what is rounded: logits that are ten times as far apart are ten times as far off. */
const USUAL_SPREAD = 4;

/**
 * How many times the twin's own noise a conversion may be off: the twin read in batches lies so far from itself read id by
 * id, where only the order of sums differs. However noisy a twin is, a damaged model must not hide in it.
 */
const NOISE_FACTOR = 4;
const mostByNoise = { maxAbsError: 0.05, meanKl: 1e-5, topOneShare: 0.98 } as const;

/** How far the twin lies from itself. */
export type TwinNoise = Pick<TwinComparison, 'maxAbsError' | 'meanKl' | 'topOneShare'>;

/** More than any twin has: what fails beside it fails whatever the noise is, which then need not be measured. */
export const LOUDEST: TwinNoise = {
  maxAbsError: Number.POSITIVE_INFINITY,
  meanKl: Number.POSITIVE_INFINITY,
  topOneShare: 0,
};

/** Sentences for what is not as it must be; none for a sound conversion. Values that are not numbers never pass. */
export function conversionFailures(
  found: TwinComparison,
  storage: Storage,
  noise: TwinNoise | null,
): string[] {
  const limits = conversionLimits[storage];
  const failures: string[] = [];
  if (!found.sameTokens) failures.push('the tokenizer beside it reads the same text as different tokens');
  const largest =
    limits.maxAbsError === null
      ? null
      : peakedness(found) * withNoise(limits.maxAbsError, noise?.maxAbsError, mostByNoise.maxAbsError);
  if (largest !== null && !((found.maxAbsError ?? Number.NaN) <= largest))
    failures.push(`largest error ${shown(found.maxAbsError)}, ${shown(largest)} allowed`);
  const furthest = withNoise(limits.meanKl, noise?.meanKl, mostByNoise.meanKl);
  if (!((found.meanKl ?? Number.NaN) <= furthest))
    failures.push(`distributions lie ${shown(found.meanKl)} nats apart, ${shown(furthest)} allowed`);
  const share = Math.min(limits.topOneShare, Math.max(noise?.topOneShare ?? 1, mostByNoise.topOneShare));
  if (!((found.topOneShare ?? Number.NaN) >= share))
    failures.push(
      `the likeliest token is the same in ${percent(found.topOneShare)}, ${percent(share)} needed`,
    );
  return failures;
}

const peakedness = ({ spread }: TwinComparison): number => Math.max(1, (spread ?? 0) / USUAL_SPREAD);

const withNoise = (limit: number, noise: number | null | undefined, most: number): number =>
  Math.max(limit, Math.min(most, NOISE_FACTOR * (noise ?? 0)));

const shown = (value: number | null): string => (value === null ? 'not a number' : value.toExponential(2));
