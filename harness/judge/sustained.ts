import type { ThrottleCurve } from '../measure/throttle/throttle.ts';
import { type CensoredTime, logRankP, medianSurvival } from '../statistics/survival.ts';
import type { LaunchValues } from './contrast.ts';

/** One sustained run of one build: half a block. */
export interface SustainedRun {
  readonly device: string;
  /** A baseline and a candidate run of the same phone and night stand under one name. */
  readonly pair: string;
  readonly position: number;
  readonly build: LaunchValues['build'];
  readonly curve: ThrottleCurve;
  /** How long the load was: a throttle that did not come is censored there. */
  readonly loadSeconds: number;
  /** As the register's own definitions say; null where a run has no such value. */
  readonly values: Readonly<Partial<Record<SustainedMetric, number | null>>>;
}

/** What is compared of two builds' soaks. */
export const sustainedMetrics = ['burst', 'plateau', 'retention', 'sustained_rate', 'work_600'] as const;
export type SustainedMetric = (typeof sustainedMetrics)[number];

/** Time to throttle of both builds; medians are null where they lie beyond the end of the runs. */
export interface OnsetComparison {
  readonly baselineMedianSeconds: number | null;
  readonly candidateMedianSeconds: number | null;
  readonly baselineRuns: number;
  readonly candidateRuns: number;
  /** Log-rank; null when no run of either build throttled. */
  readonly p: number | null;
}

/** A metric of soaks as launches that `compareMetric` takes: each pair is one half-block contrast. Invalid runs are left out. */
export function sustainedLaunches(runs: readonly SustainedRun[], metric: SustainedMetric): LaunchValues[] {
  return runs.flatMap((run) => {
    const value = run.values[metric] ?? null;
    const { device, pair, position, build } = run;
    return run.curve.invalid !== null || value === null || value <= 0
      ? []
      : [{ device, block: pair, position, build, values: { '*': value } }];
  });
}

/** Time to throttle, censored at the end of a run that never slowed: never averaged. */
export function compareOnsets(runs: readonly SustainedRun[]): OnsetComparison {
  const times = (build: SustainedRun['build']): CensoredTime[] =>
    runs
      .filter((run) => run.build === build && run.curve.invalid === null)
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

/** Drift from one run to the next cancels only over as many AB as BA pairs; devices where it does not. */
export function devicesWithDrift(runs: readonly SustainedRun[]): string[] {
  const devices = [...new Set(runs.map(({ device }) => device))];
  return devices.filter((device) => {
    const own = runs.filter((run) => run.device === device);
    const first = [...new Set(own.map(({ pair }) => pair))].map(
      (pair) => own.filter((run) => run.pair === pair).sort((a, b) => a.position - b.position)[0]?.build,
    );
    return 2 * first.filter((build) => build === 'baseline').length !== first.length;
  });
}
