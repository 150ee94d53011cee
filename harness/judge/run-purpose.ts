import type { Manifest, PlannedBuild } from '../experiment/manifest.ts';
import { sameSettings } from '../experiment/same-settings.ts';

/**
 * What a run asks. Only two builds against each other can end in GO or NO-GO: one build alone or against itself, and
 * variants of equal rank, give numbers.
 */
export type RunPurpose = 'two-builds' | 'one-build' | 'same-build' | 'variants';

/** What is said instead of a verdict. */
export const answerWithoutVerdict: Readonly<Record<Exclude<RunPurpose, 'two-builds'>, string>> = {
  'one-build': 'One build alone: numbers only',
  'same-build': 'Same build twice: this shows the noise and decides about no build',
  variants: 'Variants side by side: numbers, no verdict',
};

/** What a run asks, by its builds: the same app, model and settings on both sides are one build, whatever their names. */
export function purposeOf({ kind, builds }: Pick<Manifest, 'kind' | 'builds'>): RunPurpose {
  if (kind === 'variants') return 'variants';
  const [baseline, candidate] = ['baseline', 'candidate'].map((role) =>
    builds.find((build) => build.role === role),
  );
  if (!baseline || !candidate) return 'one-build';
  return kind === 'aa' || isSame(baseline, candidate) ? 'same-build' : 'two-builds';
}

const isSame = (a: PlannedBuild, b: PlannedBuild): boolean =>
  a.app.sha256 === b.app.sha256 && a.model.sha256 === b.model.sha256 && sameSettings(a.engine, b.engine);
