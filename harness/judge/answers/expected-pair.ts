import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import { sameSettings } from '../../experiment/same-settings.ts';
import { type AskedTrial, stepOf } from './answer.ts';

/** What the answers of two builds to the same prompts have to do with each other. */
export interface ExpectedPair {
  readonly baseline: PlannedBuild;
  readonly candidate: PlannedBuild;
  /**
   * `equal`: the same model and settings decode greedily to the same ids. `close`: the same model with other settings, which
   * round otherwise. `other`: another model or quantisation.
   */
  readonly kind: 'equal' | 'close' | 'other';
}

/** Null where there are not two builds to compare. */
export function expectedPair({ builds }: Pick<Manifest, 'builds'>): ExpectedPair | null {
  const [baseline, candidate] = ['baseline', 'candidate'].map((role) =>
    builds.find((build) => build.role === role),
  );
  if (!baseline || !candidate) return null;
  const isSameModel = baseline.model.sha256 === candidate.model.sha256;
  const isSame = isSameModel && sameSettings(baseline.engine, candidate.engine);
  return { baseline, candidate, kind: isSame ? 'equal' : isSameModel ? 'close' : 'other' };
}

/** A build with a template of its own reads a question as another prompt; seeded ids stay the same. */
export function comparablePrompts({ baseline, candidate }: ExpectedPair): (trial: AskedTrial) => boolean {
  if (JSON.stringify(baseline.chat ?? null) === JSON.stringify(candidate.chat ?? null)) return () => true;
  return (trial) => (stepOf(trial)?.prompt.kind ?? 'synthetic') === 'synthetic';
}
