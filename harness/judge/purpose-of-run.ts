import type { Manifest, PlannedBuild } from '../experiment/manifest.ts';
import { sameSettings } from '../experiment/same-settings.ts';
import type { RunPurpose } from './run-purpose.ts';

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
