import type { Metric } from './metric.ts';
import { soakMetric, soakTime } from './soak-metric.ts';

const perSecond = { unit: 'tok/s', direction: 'higher' } as const;
const seconds = { unit: 's', direction: 'higher', role: 'dashboard' } as const;
const ours = { source: 'Heatsoak’s throttle analysis', version: 2, without: '' } as const;

/** What the throttle analysis says; the series is decode speed by second of decoding, levels are medians of logs, times are seconds of load. */
export const throttle: readonly Metric[] = [
  soakMetric({
    id: 'v0',
    name: 'Initial speed',
    formula: 'median over seconds 2 … 11',
    role: 'dashboard',
    ...perSecond,
    ...ours,
    value: ({ curve }) => curve.v0,
  }),
  soakMetric({
    id: 'burst',
    name: 'Burst speed',
    formula: 'median over seconds 5 … 60, cut at the first change point but not before second 25',
    role: 'dashboard',
    gate: { decides: false, marginPercent: 4, worse: { verb: 'starts its soak', word: 'slower' } },
    ...perSecond,
    ...ours,
    value: ({ curve }) => curve.burst,
  }),
  soakMetric({
    id: 'plateau',
    name: 'Plateau speed',
    formula: 'median over the last 120 s, where the slope there is within 1 % a minute',
    role: 'gate',
    gate: { decides: true, marginPercent: 4, worse: { verb: 'settles', word: 'slower' } },
    ...perSecond,
    ...ours,
    without: 'plateau not reached: the speed was still falling',
    value: ({ curve }) => (curve.plateauReached ? curve.plateau : null),
  }),
  soakMetric({
    id: 'retention',
    name: 'Retention',
    unit: '%',
    direction: 'higher',
    role: 'dashboard',
    gate: { decides: false, marginPercent: 4, worse: { verb: 'retains', word: 'less' } },
    deviceColumn: 'Speed kept %',
    formula: 'plateau / burst',
    ...ours,
    value: ({ curve }) => curve.retention * 100,
  }),
  soakMetric({
    id: 'depth',
    name: 'Throttle depth',
    unit: '%',
    direction: 'lower',
    role: 'diagnostic',
    formula: '1 − plateau / burst',
    ...ours,
    value: ({ curve }) => curve.depth * 100,
  }),
  soakMetric({
    id: 'throttled',
    name: 'Throttled?',
    unit: 'yes = 1',
    direction: 'lower',
    role: 'dashboard',
    formula: 'depth above 5 % and a change point with its level more than 5 % below burst',
    ...ours,
    value: ({ curve }) => (curve.throttled ? 1 : 0),
  }),
  soakTime({
    id: 't_onset',
    name: 'Time to throttle',
    formula:
      'seconds of load to the first change point more than 5 % below burst, or to the start of the exponential fall that explains the speed better; longer than the load when there is none',
    ...seconds,
    ...ours,
    version: 3,
    without: 'did not throttle',
    value: ({ curve }) => curve.onsetSeconds,
  }),
  ...([10, 25, 50] as const).map((percent) =>
    soakTime({
      id: `t${percent}`,
      name: `Time to −${percent} %`,
      formula: `first second of load at which the 5 s rolling speed falls below ${100 - percent} % of the initial speed and stays there 10 s; longer than the load when it never does`,
      ...seconds,
      ...ours,
      version: 3,
      without: `never ${percent} % slower`,
      value: ({ curve }) => curve[`t${percent}`],
    }),
  ),
];
