import type { Manifest, PlannedSession } from '../../experiment/manifest.ts';

/** What one session is to measure: a part of a run. */
export interface SessionPlan {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  /** A block whose launches lie further apart is measured again whole; absent: none is. */
  readonly cooldown?: { readonly limitSeconds: number } | undefined;
}
