import type { MetricSummary } from '../measure/result.ts';
import type { Manifest } from '../plan/manifest.ts';
import { HeatsoakError } from '../protocol/error.ts';
import { incomparabilities } from './comparability.ts';
import type { ComparedCell, ComparedRuns } from './compared-runs.ts';
import { derive } from './derive.ts';

interface CompareOptions {
  /** Numbers although the runs answer different questions; every difference is in `environment`. */
  readonly anyway?: boolean;
}

/**
 * The candidates of two runs, cell by cell.
 * @throws HeatsoakError `METRICS_DIFFER` when they were planned under different definitions, `RUNS_NOT_COMPARABLE` when
 * prompts, model, settings, entitlements, engine build or OS build differ
 */
export async function compareRuns(
  a: string,
  b: string,
  { anyway = false }: CompareOptions = {},
): Promise<ComparedRuns> {
  const [first, second] = await Promise.all([derive(a), derive(b)]);
  const [before, after] = [first.measurement.manifest, second.measurement.manifest];
  if (before.metricsVersion !== after.metricsVersion) throw metricsDiffer(before, after);
  const differences = incomparabilities(first.measurement, second.measurement);
  if (differences.length > 0 && !anyway) throw notComparable(differences);
  const left = candidateCells(first.measurement.summaries);
  const right = candidateCells(second.measurement.summaries);
  const cells = [...left].flatMap(([key, cell]) => {
    const other = right.get(key);
    return other ? [compared(cell, other)] : [];
  });
  return {
    a: before.run,
    b: after.run,
    environment: [...environmentDifferences(before, after), ...differences],
    cells,
    onlyInOne: left.size + right.size - 2 * cells.length,
  };
}

function metricsDiffer(before: Manifest, after: Manifest): HeatsoakError {
  return new HeatsoakError(
    'METRICS_DIFFER',
    `metrics version ${before.metricsVersion} and ${after.metricsVersion} are not comparable`,
    { kind: 'invalid', hint: 'measure the older build again with this version of Heatsoak' },
  );
}

const MOST_TOLD = 5;

function notComparable(differences: readonly string[]): HeatsoakError {
  const told = differences.slice(0, MOST_TOLD).join('; ');
  const more = differences.length > MOST_TOLD ? `; and ${differences.length - MOST_TOLD} more` : '';
  return new HeatsoakError('RUNS_NOT_COMPARABLE', `the two runs answer different questions: ${told}${more}`, {
    kind: 'invalid',
    hint: 'put both builds into one run, or see the numbers all the same with --anyway',
  });
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
  });
  const [left, right] = [facts(a), facts(b)];
  return Object.keys(left).flatMap((key) =>
    left[key] === right[key] ? [] : [`${key}: ${left[key]} -> ${right[key]}`],
  );
}
