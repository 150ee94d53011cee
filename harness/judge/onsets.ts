import { z } from 'zod';
import { excludedLaunches } from '../measure/caveats.ts';
import type { Measurement } from '../measure/result.ts';
import { type CensoredTime, logRankP, medianSurvival } from '../statistics/survival.ts';

/** Time to throttle of both builds on one phone, censored at the end of a soak that never slowed. */
export const onsetComparison = z.strictObject({
  device: z.string(),
  /** Null where it lies beyond the end of the soaks. */
  baselineMedianSeconds: z.number().nullable(),
  candidateMedianSeconds: z.number().nullable(),
  baselineRuns: z.int(),
  candidateRuns: z.int(),
  /** Log-rank; null when no soak of either build throttled. */
  p: z.number().nullable(),
});
export type OnsetComparison = z.infer<typeof onsetComparison>;

type Soak = Pick<Measurement['curves'][number], 'role' | 'curve' | 'loadSeconds'>;

/**
 * Times to throttle by phone, of the soaks that are valid.
 * @param dropped soaks that started in another thermal state than the other one of their pair
 */
export function compareOnsets(
  { curves, caveats }: Measurement,
  dropped: readonly { readonly device: string; readonly launch: string }[],
): OnsetComparison[] {
  const excluded = new Set([
    ...excludedLaunches(caveats).keys(),
    ...dropped.map(({ device, launch }) => `${device}/${launch}`),
  ]);
  const soaks = curves.filter(
    ({ device, launch, role }) =>
      (role === 'baseline' || role === 'candidate') && !excluded.has(`${device}/${launch}`),
  );
  return [...new Set(soaks.map(({ device }) => device))].map((device) => ({
    device,
    ...onsetsOf(soaks.filter((soak) => soak.device === device)),
  }));
}

/** Censored at the end of a soak that never slowed: never averaged. */
export function onsetsOf(soaks: readonly Soak[]): Omit<OnsetComparison, 'device'> {
  const times = (role: Soak['role']): CensoredTime[] =>
    soaks
      .filter((soak) => soak.role === role && soak.curve.invalid === null)
      .map(({ curve, loadSeconds }) => ({
        time: curve.onsetSeconds ?? loadSeconds,
        censored: curve.onsetSeconds === null,
      }));
  const [baseline, candidate] = [times('baseline'), times('candidate')];
  return {
    baselineMedianSeconds: medianSurvival(baseline),
    candidateMedianSeconds: medianSurvival(candidate),
    baselineRuns: baseline.length,
    candidateRuns: candidate.length,
    p: logRankP(baseline, candidate),
  };
}
