import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import type { MetricSummary } from '../harness/measure/metric-summary.ts';
import type { Measurement } from '../harness/measure/result.ts';
import { buildReportModel } from './build-model.ts';
import { deviceColumns } from './device-rows.ts';

const derived = deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 9 } }));

const summary = (metric: string, suite: string, median: number): MetricSummary => ({
  metric,
  device: 'one',
  role: 'candidate',
  suite,
  case: 'pp256-tg32',
  count: 1,
  median,
  mad: null,
  minimum: median,
  maximum: median,
  reason: null,
  censored: 0,
  censoredAtSeconds: null,
  plusMinus: null,
});

/** The run with a second suite, a soak that is not called so, and these summaries. */
function withSoak(summaries: readonly MetricSummary[]): Measurement {
  const { manifest } = derived.measurement;
  const sessions = manifest.sessions.map(({ device, launches }) => ({
    device,
    launches: [
      ...launches,
      ...launches
        .slice(0, 1)
        .map((launch) => ({ ...launch, id: 'soak', suite: 'overnight', kind: 'soak' as const })),
    ],
  }));
  return { ...derived.measurement, manifest: { ...manifest, sessions }, summaries };
}
const modelOf = (measurement: Measurement) =>
  buildReportModel(measurement, derived.comparisons, derived.verdict);
const column = (title: string): number => deviceColumns.findIndex((each) => each.title === title);

test('a row is of one suite: a soak’s speeds are in no burst’s row, whatever the soak is called', () => {
  const { devices } = modelOf(
    withSoak([summary('decode_rate', 'overnight', 5), summary('share_serious', 'overnight', 52.4)]),
  );
  expect(devices.map(({ suite }) => suite)).toEqual(['quick', 'overnight']);
  const [quick, overnight] = devices.map(({ values }) => values);
  expect(quick?.[column('Decode tok/s')]).toBeCloseTo(9, 1);
  expect(overnight?.[column('Decode tok/s')]).toBe(5);
  expect(overnight?.[column('Time in serious heat %')]).toBe(52.4);
  expect(quick?.[column('Time in serious heat %')]).toBeNull();
});

test('the table of devices shows the value that was judged, and its own change', () => {
  const [row] = modelOf(derived.measurement).devices;
  const judged = derived.comparisons.find(({ metric }) => metric === 'decode_rate')?.perDevice[0];
  expect(row?.values[column('Decode tok/s')]).toBe(judged?.candidate);
  expect(row).toMatchObject({ changeOf: 'Decode speed', changePercent: judged?.changePercent });
});

test('a case of two suites has its own parity in each', () => {
  const { reference } = modelOf(
    withSoak([
      summary('mac_ratio', 'quick', 0.3),
      summary('mac_ratio', 'overnight', 0.2),
      summary('token_parity', 'quick', 100),
      summary('token_parity', 'overnight', 12),
    ]),
  );
  expect(reference.map(({ suite, ratio, parityPercent }) => [suite, ratio, parityPercent])).toEqual([
    ['quick', 0.3, 100],
    ['overnight', 0.2, 12],
  ]);
});
