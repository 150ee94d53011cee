import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Measurement } from '../measure/result.ts';
import { deriveLogs } from './derive.ts';
import { measureShifts } from './measure-shifts.ts';

const measured = (over: Partial<SimulatedRun>): Measurement => {
  const logs = simulatedRunLogs({ speeds: { candidate: 20 }, launchNoise: 0.001, ...over });
  return deriveLogs({ ...logs, manifest: logs.manifest as Manifest }).measurement;
};
const withoutCase = (run: Measurement, name: string): Measurement => ({
  ...run,
  values: run.values.map((each) => (each.case === name ? { ...each, value: null } : each)),
});
const decodeShift = (a: Measurement, b: Measurement) =>
  measureShifts(a, b).find(({ metric }) => metric === 'decode_rate');

test('a case that one run lost is told, and what is left of the others shows no gain', () => {
  const [before, same, faster, slower] = [20, 20.001, 22, 18].map((candidate, i) =>
    measured({ run: `r${i}`, speeds: { candidate } }),
  ) as [Measurement, Measurement, Measurement, Measurement];
  expect([same, faster, slower].map((run) => decodeShift(before, run)?.reading)).toEqual([
    'no change shown',
    'faster',
    'slower',
  ]);
  const lost = [same, faster, slower].map((run) => decodeShift(before, withoutCase(run, 'b')));
  expect(lost.map((shift) => shift?.reading)).toEqual(['cannot tell', 'cannot tell', 'slower']);
  expect(new Set(lost.map((shift) => shift?.note))).toEqual(new Set(['without b, which only A has']));
  expect(decodeShift(withoutCase(before, 'a'), same)?.note).toBe('without a, which only B has');
});
