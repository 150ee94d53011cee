import type { Change, DeviceChange, MetricComparison } from '../../harness/judge/change.ts';
import type { Reading } from '../../harness/judge/decide.ts';
import { median } from '../../harness/statistics/median.ts';
import { byReading } from '../readings.ts';
import type { Phone, ReportModel } from '../report-model.ts';

/** A phone, or phones of one chip. */
interface MatrixColumn {
  /** Such as "iPhone 15", or "5 × A16". */
  readonly title: string;
  readonly devices: readonly string[];
}

/** Phones of a column that read alike. */
export interface CellPart {
  readonly reading: Reading;
  readonly changes: readonly DeviceChange[];
  /** The middle phone's; of a change without an interval the plain difference of both builds' values. */
  readonly changePercent: number | null;
}

/** A measure on a column's phones. */
export interface MatrixCell {
  readonly column: MatrixColumn;
  /** The worst of its parts. */
  readonly reading: Reading;
  /** The worst first. */
  readonly parts: readonly [CellPart, ...CellPart[]];
}

export interface MatrixRow {
  readonly comparison: MetricComparison;
  /** One a column; null where its phones do not have the measure. */
  readonly cells: readonly (MatrixCell | null)[];
}

/** Measures that no phone of a suite can speak on, for one reason. */
export interface SilentMeasures {
  readonly suite: string;
  readonly reason: string;
  readonly comparisons: readonly MetricComparison[];
}

/** Measure × phone, what speaks apart from what cannot. */
export interface ChangeMatrix {
  readonly columns: readonly MatrixColumn[];
  /** Suites in the order of the run; in each the largest change, in terms of what is allowed, first. */
  readonly suites: readonly { readonly suite: string; readonly rows: readonly MatrixRow[] }[];
  readonly silent: readonly SilentMeasures[];
}

export function changeMatrix({
  comparisons,
  phones,
}: Pick<ReportModel, 'comparisons' | 'phones'>): ChangeMatrix {
  const columns = columnsOf(phones);
  const speaking = comparisons.filter(speaks);
  const suites = [...new Set(speaking.map(({ suite }) => suite))];
  return {
    columns,
    suites: suites.map((suite) => ({
      suite,
      rows: speaking
        .filter((each) => each.suite === suite)
        .sort((a, b) => weight(b) - weight(a))
        .map((comparison) => ({ comparison, cells: columns.map((column) => cellOf(comparison, column)) })),
    })),
    silent: silentMeasures(comparisons.filter((each) => !speaks(each))),
  };
}

/** More columns than this are hard to take in: phones of one chip share one then. */
const MOST_COLUMNS = 4;

function columnsOf(phones: readonly Phone[]): MatrixColumn[] {
  const alone = phones.map(({ id, name }): MatrixColumn => ({ title: name, devices: [id] }));
  if (phones.length <= MOST_COLUMNS) return alone;
  return [...new Set(phones.map(({ chip }) => chip))].map((chip): MatrixColumn => {
    const own = phones.filter((each) => each.chip === chip);
    const [only] = own;
    const title = own.length === 1 && only ? only.name : `${own.length} × ${chip}`;
    return { title, devices: own.map(({ id }) => id) };
  });
}

const speaks = ({ perDevice }: MetricComparison): boolean =>
  perDevice.some(({ ci95Percent }) => ci95Percent !== null);

/** Changes that decide stand before those that are only shown. */
function weight({ perDevice, gating }: MetricComparison): number {
  const worst = Math.max(0, ...perDevice.map(inLimits));
  return gating ? 1 + worst : worst / (1 + worst);
}

/** How often the allowed change goes into it. */
const inLimits = ({ changePercent, allowedPercent }: Change): number =>
  Math.abs(changePercent ?? 0) / allowedPercent;

function cellOf({ perDevice }: MetricComparison, column: MatrixColumn): MatrixCell | null {
  const own = perDevice.filter(({ device }) => column.devices.includes(device));
  const readings = [...new Set(own.map(({ reading }) => reading))].sort(byReading);
  const [first, ...others] = readings.map((reading): CellPart => {
    const changes = own.filter((each) => each.reading === reading);
    return { reading, changes, changePercent: median(changes.flatMap((each) => pointChange(each) ?? [])) };
  });
  return first ? { column, reading: first.reading, parts: [first, ...others] } : null;
}

/** The change that was estimated; without an estimate what both builds' values differ by, of which nothing is proved. */
export function pointChange({ changePercent, baseline, candidate }: Change): number | null {
  if (changePercent !== null) return changePercent;
  if (baseline === null || candidate === null || baseline === 0) return null;
  return 100 * (candidate / baseline - 1);
}

function silentMeasures(comparisons: readonly MetricComparison[]): SilentMeasures[] {
  const groups = new Map<string, SilentMeasures>();
  for (const comparison of comparisons) {
    const { suite, perDevice } = comparison;
    const reason = perDevice.find(({ note }) => note !== null)?.note ?? 'there is no interval';
    const key = [suite, reason].join('\u0000');
    const known = groups.get(key)?.comparisons ?? [];
    groups.set(key, { suite, reason, comparisons: [...known, comparison] });
  }
  return [...groups.values()];
}
