import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { footprintPeak } from '../measure/metrics/memory.ts';
import { throttle } from '../measure/metrics/throttle.ts';
import type { Measurement } from '../measure/result.ts';
import type { ThermalState } from '../protocol/event.ts';
import { must } from '../statistics/must.ts';
import { comparableLaunches } from './comparable-launches.ts';
import { deriveLogs } from './derive.ts';

const plateau = must(
  throttle.find(({ id }) => id === 'plateau'),
  'plateau',
);

/** A run whose launches are soaks with a plateau; the first one of the first pair started in this state. */
function soaks(state: ThermalState): Measurement {
  const { measurement } = deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 10 } }));
  const [first] = measurement.launches;
  const launches = measurement.launches.map((launch) => ({
    ...launch,
    planned: { ...launch.planned, kind: 'soak' as const },
    startThermalState: launch === first ? state : launch.startThermalState,
  }));
  const values = launches.map(({ device, planned }) => ({
    metric: 'plateau',
    device,
    launch: planned.id,
    role: planned.role,
    suite: planned.suite,
    case: '*',
    value: 9,
    reason: null,
    censoredAtSeconds: null,
    plusMinus: null,
  }));
  return { ...measurement, launches, values, caveats: [] };
}

test('a soak that started hot is not compared with its pair', () => {
  const cool = comparableLaunches(soaks('nominal'));
  expect(cool.match.dropped).toEqual([]);
  expect(cool.values(plateau, 'quick').launches).toHaveLength(16);
  const hot = comparableLaunches(soaks('serious'));
  expect(hot.match.dropped.map(({ launch, kind }) => [launch, kind])).toEqual([
    [soaks('serious').launches[0]?.planned.id, 'soak'],
  ]);
  expect(hot.values(plateau, 'quick').launches).toHaveLength(15);
});

test('a metric of bursts has no values in soaks', () => {
  expect(comparableLaunches(soaks('nominal')).values(footprintPeak, 'quick').launches).toEqual([]);
});
