import { mean } from '../statistics/mean.ts';
import { median } from '../statistics/median.ts';
import { must } from '../statistics/must.ts';
import { settingNumber, significantNumber } from '../words/numbers.ts';
import type { MetricComparison } from './change.ts';
import type { CellValues, ExperimentValues } from './experiment-values.ts';
import type { Objection } from './gate-request.ts';

/** Values with more decimals than this were not rounded by anybody. */
const MOST_DECIMALS = 6;
/** Rounding may move a change by this share of what is allowed. */
const MOST_SHARE = 0.25;

/**
 * Values that were rounded more coarsely than they scatter: 20.4 and 19.6 tok/s are both 20, and no number of launches shows that one is
 * 4 % less. Noise of half a step and more makes the mean of rounded values the mean of the values.
 */
export function roundingObjections(
  values: ExperimentValues,
  comparisons: readonly MetricComparison[],
): Objection[] {
  return values.phones.flatMap(({ id }) => {
    const problem = values.cells.flatMap((cell) => roundedIn(cell, id, comparisons) ?? [])[0];
    if (problem === undefined) return [];
    const reason = `Cannot tell: ${id}: ${problem}`;
    return [{ device: id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: null }];
  });
}

/** The first case of a cell that decides on a phone and is rounded too much. */
function roundedIn(
  { metric, suite, launches, cases }: CellValues,
  device: string,
  comparisons: readonly MetricComparison[],
): string | null {
  const change = comparisons
    .find((each) => each.metric === metric.id && each.suite === suite)
    ?.perDevice.find((each) => each.device === device);
  if (!change?.decides) return null;
  for (const name of cases) {
    const ofCase = launches.filter((launch) => launch.device === device && launch.values[name] !== undefined);
    const sides = (['baseline', 'candidate'] as const).map((build) =>
      ofCase.flatMap((launch) => (launch.build === build ? (launch.values[name] ?? []) : [])),
    );
    const step = stepOf(sides.flat());
    const middle = step === null ? null : median(sides.flat());
    if (step === null || middle === null) continue;
    const off = hidden((100 * step) / middle, (100 * scatterOf(sides)) / middle);
    if (off > MOST_SHARE * change.allowedPercent)
      return `values of ${metric.name} in ${suite} › ${name} are rounded to ${settingNumber(step)}, which is ${significantNumber((100 * step) / middle, 2)} % of them; ${settingNumber(change.allowedPercent)} % is allowed`;
  }
  return null;
}

/** The power of ten of which all are multiples; null: they were not rounded. */
export function stepOf(values: readonly number[]): number | null {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const isMultiple = (value: number): boolean => {
      const times = value * 10 ** decimals;
      return Math.abs(times - Math.round(times)) <= 1e-9 * times;
    };
    if (values.every(isMultiple)) return 10 ** -decimals;
  }
  return null;
}

/** Standard deviation of the values around the mean of their build. */
export function scatterOf(sides: readonly (readonly number[])[]): number {
  const squares = sides.flatMap((own) => {
    const middle = mean(own);
    return own.map((value) => (value - must(middle, 'a mean')) ** 2);
  });
  return Math.sqrt(mean(squares) ?? 0);
}

/**
 * How far apart two builds can lie that look alike: the first term of what the rounding of normal values leaves in their mean, twice, and
 * a whole step where nothing scatters.
 */
const hidden = (step: number, scatter: number): number =>
  step * Math.exp(-2 * Math.PI ** 2 * (scatter / step) ** 2);
