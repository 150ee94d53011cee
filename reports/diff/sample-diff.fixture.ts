import type { SpeedSample } from '../../harness/measure/throttle/speed-sample.ts';
import type { DiffMeasure, DiffModel } from './diff-model.ts';

const measure: DiffMeasure = {
  deviceName: 'iPhone 15 <x>',
  suite: 'quick',
  name: 'Decode speed',
  unit: 'tok/s',
  a: 21.3,
  b: 19.6,
  shiftPercent: -8.1,
  ci95Percent: [-9.3, -6.9],
  limitPercent: 2,
  reading: 'slower',
  note: null,
};
const speeds = (seconds: number, speedAt: (second: number) => number): SpeedSample[] =>
  Array.from({ length: seconds }, (_, atSecond) => ({ atSecond, tokensPerSecond: speedAt(atSecond) }));

/** Two nights: B decodes slower on one phone, lacks another one, and has a soak that ended earlier. */
export const sampleDiff: DiffModel = {
  a: { run: '2026-11-21T03-00-00Z', candidate: 'old abc', report: 'a/report.html' },
  b: { run: '2026-11-22T03-00-00Z', candidate: 'new def', report: 'b/report.html' },
  virtual: true,
  environment: ['heatsoak: 0.1.0 -> 0.2.0'],
  warnings: [],
  comparable: 24,
  onlyInOne: 6,
  measures: [
    { ...measure, name: 'Load', limitPercent: null, reading: 'cannot tell' },
    measure,
    {
      ...measure,
      deviceName: 'iPhone 16',
      b: null,
      shiftPercent: null,
      ci95Percent: null,
      reading: 'not comparable',
      note: 'only in A',
    },
  ],
  curves: [
    {
      deviceName: 'iPhone 15 <x>',
      a: speeds(300, (second) => (second < 60 ? 20 : 15)),
      b: speeds(280, (second) => (second < 40 ? 20 : 12)),
    },
  ],
};
