import type { ThrottleCurve } from '../../judge/throttle.ts';
import type { LaunchRecord } from '../result.ts';
import { soakCurve } from '../speed-series.ts';
import { type Metric, perLaunch } from './metric.ts';

interface Definition {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: Metric['direction'];
  readonly margin: number | null;
  readonly formula: string;
  readonly without: string;
  readonly value: (curve: ThrottleCurve) => number | null;
}

const ofCurve = (definition: Definition): Metric => ({
  ...definition,
  needs: ['tokens'],
  defaultMarginPercent: definition.margin,
  role: 'dashboard',
  compute(launch: LaunchRecord) {
    if (launch.planned.kind !== 'soak') return [];
    const soak = soakCurve(launch);
    return perLaunch(
      soak ? definition.value(soak.curve) : null,
      soak ? definition.without : 'fewer than 300 s of load',
    );
  },
});

/** Sustained metrics; the series is decode speed at 1 Hz of load time. */
export const throttle: readonly Metric[] = [
  ofCurve({
    id: 'burst',
    name: 'Burst speed',
    unit: 'tok/s',
    direction: 'higher',
    margin: null,
    formula: 'median over seconds 5 … 60, cut at the first change point',
    without: '',
    value: (curve) => curve.burst,
  }),
  ofCurve({
    id: 'plateau',
    name: 'Plateau speed',
    unit: 'tok/s',
    direction: 'higher',
    margin: null,
    formula: 'median over the last 120 s, where the slope there is within 1 % a minute',
    without: 'plateau not reached: the speed was still falling',
    value: (curve) => (curve.plateauReached ? curve.plateau : null),
  }),
  ofCurve({
    id: 'retention',
    name: 'Retention',
    unit: '%',
    direction: 'higher',
    margin: null,
    formula: 'plateau / burst',
    without: '',
    value: (curve) => curve.retention * 100,
  }),
  ofCurve({
    id: 't_onset',
    name: 'Time to throttle',
    unit: 's',
    direction: 'higher',
    margin: null,
    formula: 'first change point more than 5 % below burst; censored when there is none',
    without: 'did not throttle (censored at the length of the soak)',
    value: (curve) => curve.onsetSeconds,
  }),
];
