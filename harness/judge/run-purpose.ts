/**
 * What a run asks. Only two builds against each other can end in GO or NO-GO: one build alone or against itself, and
 * variants of equal rank, give numbers.
 */
export type RunPurpose = 'two-builds' | 'one-build' | 'same-build' | 'variants';

/** What is said instead of a verdict. */
export const answerWithoutVerdict: Readonly<Record<Exclude<RunPurpose, 'two-builds'>, string>> = {
  'one-build': 'No baseline: numbers only',
  'same-build': 'Same build twice: this shows the noise and decides about no build',
  variants: 'Variants side by side: numbers, no verdict',
};
