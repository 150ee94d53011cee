import { expect, test } from 'vitest';
import type { LaunchRecord } from '../result.ts';
import { soakCurve } from '../speed-series.ts';
import { thermalExposure } from './thermal-exposure.ts';

const SECONDS = 400;

/** 400 s of load at 10 tok/s; the phone is in each state for its share. */
function soak(states: readonly (readonly [from: number, state: string])[]): LaunchRecord {
  const deltasUs = Array.from({ length: 10 * SECONDS }, () => 1e5);
  return {
    planned: { kind: 'soak', steps: [] },
    trials: [{ case: 'long', repetition: 0, scored: true, invalid: null, t0: 0, deltasUs }],
    thermal: states.map(([seconds, state]) => ({ tUs: seconds * 1e6, state })),
  } as unknown as LaunchRecord;
}

const share = (id: string, launch: LaunchRecord): number | null | undefined =>
  thermalExposure.find((metric) => metric.id === id)?.compute(launch, { session: [], reference: [] })[0]
    ?.value;

test('serious heat counts serious and critical, and not fair', () => {
  const launch = soak([
    [0, 'nominal'],
    [100, 'fair'],
    [200, 'serious'],
    [300, 'critical'],
  ]);
  expect(soakCurve(launch)).not.toBeNull();
  expect(share('share_serious', launch)).toBeCloseTo(50, 6);
  expect(share('share_fair', launch)).toBeCloseTo(75, 6);
});

test('heat before the load is no part of it', () => {
  const launch = {
    ...soak([
      [-50, 'critical'],
      [40, 'nominal'],
    ]),
  };
  expect(share('share_serious', launch)).toBeCloseTo(10, 6);
});
