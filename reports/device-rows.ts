import type { PlannedSession } from '../harness/experiment/manifest.ts';
import type { MetricComparison } from '../harness/judge/change.ts';
import type { RunVerdict } from '../harness/judge/verdict.ts';
import { metrics } from '../harness/measure/metrics/index.ts';
import type { Measurement } from '../harness/measure/result.ts';
import { median } from '../harness/statistics/median.ts';
import type { DeviceRow } from './report-model.ts';

/** The metrics that have a column in the table of devices; each says so itself. */
export const deviceColumns: readonly {
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
}[] = metrics.flatMap(({ id, deviceColumn, unit }) =>
  deviceColumn === undefined ? [] : [{ metric: id, title: deviceColumn, unit }],
);

/** One row a phone and suite, so that no number is mixed from several suites. */
export function deviceRows(
  measurement: Measurement,
  comparisons: readonly MetricComparison[],
  verdict: RunVerdict,
): DeviceRow[] {
  return measurement.manifest.sessions.flatMap((session) =>
    suitesOf(session).map((suite) => {
      const { device } = session;
      const decisive = comparisons.find((each) => each.suite === suite && each.gating);
      const change = decisive?.perDevice.find((each) => each.device === device.id);
      return {
        id: device.id,
        name: device.name,
        virtual: device.virtual,
        verdict: verdict.devices.find((each) => each.device === device.id)?.verdict ?? 'INVALID',
        suite,
        values: deviceColumns.map(({ metric }) =>
          candidateValue(measurement, comparisons, { device: device.id, suite, metric }),
        ),
        changeOf: decisive?.name ?? null,
        changePercent: change?.changePercent ?? null,
        ci95Percent: change?.ci95Percent ?? null,
        marginPercent: change?.allowedPercent ?? 0,
        reading: change?.reading ?? null,
      };
    }),
  );
}

const suitesOf = ({ launches }: PlannedSession): string[] => [...new Set(launches.map(({ suite }) => suite))];

/** The value that was judged, as it stands under Changes; where nothing was judged, the median over the cases. */
function candidateValue(
  { summaries }: Measurement,
  comparisons: readonly MetricComparison[],
  { device, suite, metric }: { device: string; suite: string; metric: string },
): number | null {
  const judged = comparisons
    .find((each) => each.metric === metric && each.suite === suite)
    ?.perDevice.find((each) => each.device === device)?.candidate;
  const own = summaries.filter(
    (each) =>
      each.metric === metric && each.device === device && each.suite === suite && each.role === 'candidate',
  );
  return judged ?? median(own.flatMap((each) => each.median ?? []));
}
