import type { MetricSummary } from '../measure/result.ts';
import type { Manifest } from '../plan/manifest.ts';
import { HeatsoakError } from '../protocol/error.ts';
import type { ComparedCell, ComparedRuns } from './compared-runs.ts';
import { derive } from './derive.ts';

/** The candidates of two runs, cell by cell. @throws HeatsoakError `METRICS_DIFFER` when the two were computed by different definitions */
export async function compareRuns(a: string, b: string): Promise<ComparedRuns> {
  const [first, second] = await Promise.all([derive(a), derive(b)]);
  const [before, after] = [first.measurement.manifest, second.measurement.manifest];
  if (before.metricsVersion !== after.metricsVersion) {
    throw new HeatsoakError(
      'METRICS_DIFFER',
      `metrics version ${before.metricsVersion} and ${after.metricsVersion} are not comparable`,
      {
        hint: 'measure the older build again with this version of Heatsoak',
      },
    );
  }
  const left = candidateCells(first.measurement.summaries);
  const right = candidateCells(second.measurement.summaries);
  const cells = [...left].flatMap(([key, cell]) => {
    const other = right.get(key);
    return other ? [compared(cell, other)] : [];
  });
  return {
    a: before.run,
    b: after.run,
    environment: environmentDifferences(before, after),
    cells,
    onlyInOne: left.size + right.size - 2 * cells.length,
  };
}

type Valued = MetricSummary & { readonly median: number };

function candidateCells(summaries: readonly MetricSummary[]): Map<string, Valued> {
  const cells = summaries.filter((each): each is Valued => each.role === 'candidate' && each.median !== null);
  return new Map(
    cells.map((each) => [[each.device, each.suite, each.metric, each.case].join('\u0000'), each]),
  );
}

function compared(a: Valued, b: Valued): ComparedCell {
  const change = a.median === 0 ? 0 : 100 * (b.median / a.median - 1);
  return {
    device: a.device,
    suite: a.suite,
    metric: a.metric,
    case: a.case,
    a: round(a.median),
    b: round(b.median),
    changePercent: round(change),
  };
}

/** Three significant digits, the report's rule. */
const round = (value: number): number => Number(value.toPrecision(3));

function environmentDifferences(a: Manifest, b: Manifest): string[] {
  const facts = (manifest: Manifest): Record<string, string> => ({
    heatsoak: manifest.heatsoak,
    suites: manifest.suites.join(', '),
    devices: manifest.sessions.map(({ device }) => `${device.id} iOS ${device.os}`).join(', '),
    candidate: manifest.builds.find((build) => build.role === 'candidate')?.app.sha256.slice(0, 12) ?? 'none',
    model: manifest.builds.find((build) => build.role === 'candidate')?.model.sha256.slice(0, 12) ?? 'none',
  });
  const [left, right] = [facts(a), facts(b)];
  return Object.keys(left).flatMap((key) =>
    left[key] === right[key] ? [] : [`${key}: ${left[key]} -> ${right[key]}`],
  );
}
