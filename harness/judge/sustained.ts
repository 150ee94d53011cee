import type { LaunchValues } from './contrast.ts';
import { type CensoredTime, logRankP, medianSurvival } from './statistics/survival.ts';
import type { ThrottleCurve } from './throttle.ts';

/** One sustained run of one build: half a block. */
export interface SustainedRun {
  readonly device: string;
  /** A baseline and a candidate run of the same phone and night stand under one name. */
  readonly pair: string;
  readonly position: number;
  readonly build: LaunchValues['build'];
  readonly curve: ThrottleCurve;
  readonly tokensPerSecond: readonly number[];
}

/** Time to throttle of both builds; medians are null where they lie beyond the end of the runs. */
export interface OnsetComparison {
  readonly baselineMedianSeconds: number | null;
  readonly candidateMedianSeconds: number | null;
  readonly baselineRuns: number;
  readonly candidateRuns: number;
  /** Log-rank; null when no run of either build throttled. */
  readonly p: number | null;
}

const SUSTAINED_FROM = 300;
const SUSTAINED_TO = 600;

const quantities = {
  burst: ({ curve }: SustainedRun) => curve.burst,
  plateau: ({ curve }: SustainedRun) => (curve.plateauReached ? curve.plateau : null),
  retention: ({ curve }: SustainedRun) => 100 * curve.retention,
  sustained_rate: ({ tokensPerSecond }: SustainedRun) =>
    tokensPerSecond.length < SUSTAINED_TO
      ? null
      : sum(tokensPerSecond.slice(SUSTAINED_FROM, SUSTAINED_TO)) / (SUSTAINED_TO - SUSTAINED_FROM),
  work_600: ({ tokensPerSecond }: SustainedRun) =>
    tokensPerSecond.length < SUSTAINED_TO ? null : sum(tokensPerSecond.slice(0, SUSTAINED_TO)),
} as const;
export type SustainedMetric = keyof typeof quantities;

/**
 * A metric of throttle curves as launches that `compareMetric` takes: each pair is one half-block contrast. Invalid
 * runs and plateaus that were not reached are left out.
 */
export function sustainedLaunches(runs: readonly SustainedRun[], metric: SustainedMetric): LaunchValues[] {
  return runs.flatMap((run) => {
    const value = run.curve.invalid === null ? quantities[metric](run) : null;
    const { device, pair, position, build } = run;
    return value === null || value <= 0
      ? []
      : [{ device, block: pair, position, build, values: { '*': value } }];
  });
}

/** Time to throttle, censored at the end of a run that never slowed: never averaged. */
export function compareOnsets(runs: readonly SustainedRun[]): OnsetComparison {
  const times = (build: SustainedRun['build']): CensoredTime[] =>
    runs
      .filter((run) => run.build === build && run.curve.invalid === null)
      .map(({ curve, tokensPerSecond }) => ({
        time: curve.onsetSeconds ?? tokensPerSecond.length,
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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
