import type { Manifest } from '../../experiment/manifest.ts';
import { unmeasuredByPlan } from '../../judge/answers/unmeasured-plan.ts';
import { purposeOf } from '../../judge/run-purpose.ts';

const notices = {
  'one-build': 'no baseline: the run gives numbers and no verdict; name one with --baseline',
  'same-build':
    '! candidate and baseline are the same build: the run shows the noise and decides nothing; calibrate device learns from it',
} as const;

/** Before phones are kept busy: that the run cannot end in GO or NO-GO, or not in GO. */
export function purposeLines(manifest: Manifest): string[] {
  const purpose = purposeOf(manifest);
  if (purpose === 'two-builds')
    return unmeasuredByPlan(manifest).map(
      (lack) =>
        `! another model than the baseline's, and ${lack}; whether it answers well stays unknown, so it cannot be GO`,
    );
  return purpose === 'one-build' || purpose === 'same-build' ? [notices[purpose]] : [];
}
