import type { MeasureShift } from '../../harness/judge/compared-runs-document.ts';
import type { SpeedSample } from '../../harness/measure/throttle/speed-sample.ts';

/** All that the page of two runs shows. */
export interface DiffModel {
  readonly a: DiffSide;
  readonly b: DiffSide;
  readonly virtual: boolean;
  readonly environment: readonly string[];
  readonly warnings: readonly string[];
  readonly comparable: number;
  readonly onlyInOne: number;
  readonly measures: readonly DiffMeasure[];
  readonly curves: readonly DiffCurve[];
}

export interface DiffSide {
  readonly run: string;
  readonly candidate: string;
  /** From the page's folder to the run's report. */
  readonly report: string;
}

export interface DiffMeasure {
  readonly deviceName: string;
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly shiftPercent: number | null;
  readonly ci95Percent: readonly [number, number] | null;
  readonly limitPercent: number | null;
  readonly reading: MeasureShift['reading'];
  readonly note: string | null;
}

/** A soak of both runs on one phone. */
export interface DiffCurve {
  readonly deviceName: string;
  readonly a: readonly SpeedSample[];
  readonly b: readonly SpeedSample[];
}
