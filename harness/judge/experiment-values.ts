import type { SuiteValues } from './launch-values.ts';
import type { LaunchValues } from './levels.ts';
import type { ComparedMetric } from './suite-comparisons.ts';

/** Where a launch stands in an experiment. */
export interface LaunchPlace extends Pick<LaunchValues, 'device' | 'block' | 'position' | 'build'> {
  readonly suite: string;
}

/** How many values each launch of a build on a phone has of one case; launches without any are left out. */
export interface CaseRepetitions extends Pick<LaunchPlace, 'device' | 'build'> {
  readonly case: string;
  readonly counts: readonly number[];
}

/** What the launches of an experiment say of one metric in one suite. */
export interface CellValues extends SuiteValues {
  readonly metric: ComparedMetric;
  readonly suite: string;
  /** Absent: each launch has one value a case. */
  readonly repetitions?: readonly CaseRepetitions[];
}

/** Launch values of both builds, of whatever origin. */
export interface ExperimentValues {
  /** Gate rules may speak of a model. */
  readonly phones: readonly { readonly id: string; readonly model: string }[];
  readonly cells: readonly CellValues[];
  /** Every launch that was made, also those that gave no value. */
  readonly made: readonly LaunchPlace[];
}
