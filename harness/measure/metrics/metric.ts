import type { EventType } from '../../protocol/event.ts';
import type { LaunchRecord, MetricValue, TrialRecord } from '../result.ts';

/** A value of one case, or of the whole launch (`*`). Null has a reason; it is never 0. */
export type CaseValue = Pick<MetricValue, 'case' | 'value' | 'reason' | 'censoredAtSeconds' | 'plusMinus'>;

/** What a metric may read besides the launch itself. */
export interface MeasureContext {
  /** All launches on the same device, in order. */
  readonly session: readonly LaunchRecord[];
  /** The reference's launches; none without a reference. */
  readonly reference: readonly LaunchRecord[];
}

/** What a verdict needs to know of a metric. A gate policy may say otherwise, for a suite or a kind of phone. */
export interface GateFacts {
  /** True: it decides wherever its suites are measured; false: it is compared, and decides only where a policy says so. */
  readonly decides: boolean;
  /** A change of a suite within it is no change, per cent. */
  readonly marginPercent: number;
  /** In the metric's unit: no margin is smaller than this. */
  readonly leastMargin?: number;
  /** Values that are all equal on a phone prove no change without a test. */
  readonly exact?: true;
  /** Standard deviation of a launch on a typical phone, log units; absent: that of speeds. */
  readonly typicalNoise?: number;
  /** "iPhone 15 <verb> 8 % <word> than baseline". */
  readonly worse: { readonly verb: string; readonly word: string };
}

/** A definition: what it needs, its formula, unit and direction. */
export interface Metric {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'target';
  readonly needs: readonly EventType[];
  /** Null: without a margin until A/A nights exist, so it cannot be compared with a verdict. */
  readonly gate: GateFacts | null;
  /** Only soaks have it; the other metrics are judged in bursts. */
  readonly soakOnly?: true;
  /** A bound is held against the worst launch, not the median: the system kills at the first moment beyond its limit. */
  readonly worstLaunchCounts?: true;
  /** Title of its column in the report's table of devices; absent: it has none there. */
  readonly deviceColumn?: string;
  /** `gate`: may decide when the policy says so; `validity`: says whether other values count. */
  readonly role: 'gate' | 'dashboard' | 'diagnostic' | 'validity';
  readonly formula: string;
  /** Whose definition it is, or what it was learnt from. */
  readonly source: string;
  /** Raised with every change of this definition, together with `metricsVersion`. */
  readonly version: number;
  /** No value at all where the metric does not apply, such as burst speed of a launch that is no soak. */
  compute(launch: LaunchRecord, context: MeasureContext): CaseValue[];
}

/** A value for each scored, valid trial, as the median of a case's repetitions. */
export function perCase(
  launch: LaunchRecord,
  measureTrial: (trial: TrialRecord) => number | null,
  without: string,
): CaseValue[] {
  const cases = new Map<string, TrialRecord[]>();
  for (const trial of launch.trials) {
    if (!trial.scored) continue;
    const known = cases.get(trial.case);
    if (known) known.push(trial);
    else cases.set(trial.case, [trial]);
  }
  if (cases.size === 0) return [caseValue('*', null, 'no scored trial in the log')];
  return [...cases].map(([name, trials]) => {
    const values = trials
      .filter((trial) => trial.invalid === null)
      .flatMap((trial) => measureTrial(trial) ?? []);
    const reason = trials.find((trial) => trial.invalid !== null)?.invalid ?? without;
    return caseValue(name, values.length > 0 ? middle(values) : null, reason);
  });
}

/** One value of the whole launch. */
export const perLaunch = (value: number | null, reason: string): CaseValue[] => [
  caseValue('*', value, reason),
];

/** One value; `without` is why, where there is none. What a broken log makes infinite is no value either. */
export const caseValue = (name: string, value: number | null, without: string): CaseValue => {
  const finite = value !== null && Number.isFinite(value) ? value : null;
  return {
    case: name,
    value: finite,
    reason: finite !== null ? null : value === null ? without : 'not a finite number: the log is broken',
    censoredAtSeconds: null,
    plusMinus: null,
  };
};

/** Median of at least one value. */
export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
