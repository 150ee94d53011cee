import type { EventType } from '../../protocol/event.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';

/** A value of one case, or of the whole launch (`*`). Null has a reason; it is never 0. */
export interface CaseValue {
  readonly case: string;
  readonly value: number | null;
  readonly reason: string | null;
}

/** A definition: what it needs, its formula, unit and direction. */
export interface Metric {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'target';
  readonly needs: readonly EventType[];
  /** Default equivalence margin; null: none before A/A nights exist, so it cannot be compared with a verdict. */
  readonly defaultMarginPercent: number | null;
  readonly role: 'gate' | 'dashboard' | 'diagnostic';
  readonly formula: string;
  compute(launch: LaunchRecord): CaseValue[];
}

/** A value for each scored, valid trial, as the median of a case's repetitions. */
export function perCase(
  launch: LaunchRecord,
  measureTrial: (trial: TrialRecord) => number | null,
  without: string,
): CaseValue[] {
  const scored = launch.trials.filter((trial) => trial.scored);
  const cases = [...new Set(scored.map((trial) => trial.case))];
  if (cases.length === 0) return [{ case: '*', value: null, reason: 'no scored trial in the log' }];
  return cases.map((name) => {
    const trials = scored.filter((trial) => trial.case === name);
    const values = trials
      .filter((trial) => trial.invalid === null)
      .flatMap((trial) => measureTrial(trial) ?? []);
    if (values.length > 0) return { case: name, value: middle(values), reason: null };
    return {
      case: name,
      value: null,
      reason: trials.find((trial) => trial.invalid !== null)?.invalid ?? without,
    };
  });
}

/** One value of the whole launch. */
export const perLaunch = (value: number | null, reason: string): CaseValue[] => [
  { case: '*', value, reason: value === null ? reason : null },
];

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
