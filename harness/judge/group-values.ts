import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { must } from '../statistics/must.ts';
import type { CellValues, ExperimentValues, LaunchPlace } from './experiment-values.ts';
import type { LaunchValues } from './levels.ts';
import type { ComparedMetric } from './suite-comparisons.ts';
import type { PhoneLaunch, ValueRow } from './value-columns.ts';

/** What became of an experiment's rows. */
export interface GroupedValues extends ExperimentValues {
  readonly counts: {
    readonly values: number;
    readonly missing: number;
    /** Cases of a launch that have several values: their geometric mean counts. */
    readonly averaged: number;
  };
}

interface Sum {
  readonly first: number;
  logs: number;
  count: number;
}

interface OpenCell {
  readonly metric: ComparedMetric;
  readonly suite: string;
  readonly cases: Set<string>;
  readonly launches: Map<LaunchPlace, Map<string, Sum>>;
}

/**
 * The rows of one experiment as launches of cells.
 * @param metricOf of a name that was found known while reading
 * @param file for errors
 * @throws HeatsoakError `VALUES_INVALID` where two rows contradict each other
 */
export function groupValues(
  rows: Iterable<ValueRow>,
  metricOf: (name: string) => ComparedMetric,
  file: string,
): GroupedValues {
  const made = new Map<PhoneLaunch, LaunchPlace>();
  const known: KnownFacts = { models: new Map(), places: new Map() };
  const cells = new Map<string, OpenCell>();
  const counts = { values: 0, missing: 0 };
  for (const row of rows) {
    const { launch } = row;
    if (!made.has(launch)) {
      const { phoneModel: _, ...place } = launch;
      mustAgree(known, row, file);
      made.set(launch, place);
    }
    if (row.value === null) counts.missing++;
    else counts.values++;
    if (row.metric === null) continue;
    const key = `${row.metric}\u0000${launch.suite}`;
    const cell = cells.get(key) ?? openCell(metricOf(row.metric), launch.suite);
    cells.set(key, cell);
    if (row.case === null) continue;
    cell.cases.add(row.case);
    if (row.value !== null) addValue(cell, must(made.get(launch), 'a launch'), row.case, row.value);
  }
  const ordered = [...made.values()].sort(inOrder);
  const averaged = [...cells.values()].flatMap(({ launches }) =>
    [...launches.values()].flatMap((cases) => [...cases.values()].filter(({ count }) => count > 1)),
  ).length;
  return {
    phones: [...known.models].map(([id, model]) => ({ id, model })),
    cells: [...cells.values()].map((cell) => closed(cell, ordered)),
    made: ordered,
    counts: { ...counts, averaged },
  };
}

const openCell = (metric: ComparedMetric, suite: string): OpenCell => ({
  metric,
  suite,
  cases: new Set(),
  launches: new Map(),
});

/** What earlier rows said. */
interface KnownFacts {
  /** By phone. */
  readonly models: Map<string, string>;
  readonly places: Map<string, LaunchPlace['build']>;
}

/** A phone has one model, and a place in an experiment one build. */
function mustAgree({ models, places }: KnownFacts, { launch, line }: ValueRow, file: string): void {
  const { device, suite, block, position, build, phoneModel } = launch;
  const place = `phone ${device}, suite ${suite}, block ${block}, position ${position}`;
  const refuse = (column: string, said: string, before: string | undefined, of: string): void => {
    if (before === undefined || before === said) return;
    const where = `${file}:${line}`;
    throw new HeatsoakError(
      'VALUES_INVALID',
      `${where}: column "${column}": ${of} has "${said}" here and had "${before}" before`,
      {
        where: `${where}, column "${column}"`,
        hint: 'positions count the launches of a block, of both builds; a key keeps experiments apart',
      },
    );
  };
  refuse('deviceModel', phoneModel, models.get(device), `phone ${device}`);
  refuse('build', build, places.get(place), place);
  models.set(device, phoneModel);
  places.set(place, build);
}

function addValue({ launches }: OpenCell, launch: LaunchPlace, name: string, value: number): void {
  const cases = launches.get(launch) ?? new Map<string, Sum>();
  launches.set(launch, cases);
  const sum = cases.get(name) ?? { first: value, logs: 0, count: 0 };
  sum.logs += Math.log(value);
  sum.count++;
  cases.set(name, sum);
}

/** A launch that has no value at all in a cell does not stand in it. */
function closed({ metric, suite, cases, launches }: OpenCell, made: readonly LaunchPlace[]): CellValues {
  // One value stays as it is, to the last digit.
  const meanOf = ({ first, logs, count }: Sum): number => (count === 1 ? first : Math.exp(logs / count));
  const values = (sums: ReadonlyMap<string, Sum>): LaunchValues['values'] =>
    Object.fromEntries([...sums].map(([name, sum]) => [name, meanOf(sum)]));
  return {
    metric,
    suite,
    cases: [...cases],
    launches: made
      .filter((launch) => launch.suite === suite)
      .flatMap((launch, i, all) => {
        const sums = launches.get(launch);
        if (!sums) return [];
        const { device, block, position, build } = launch;
        const previous = previousBuild(launch, all[i - 1]);
        return [{ device, block: `${suite}/${block}`, position, build, previous, values: values(sums) }];
      }),
  };
}

/** What ran before on the phone, also where that launch gave no value; null where a row for it is missing. */
function previousBuild(launch: LaunchPlace, before: LaunchPlace | undefined): LaunchPlace['build'] | null {
  if (before?.device !== launch.device) return null;
  const isNext = before.block !== launch.block || before.position === launch.position - 1;
  return isNext ? before.build : null;
}

const { compare: naturally } = new Intl.Collator('en', { numeric: true });

/** As the phones ran them: block 2 before block 10. */
const inOrder = (a: LaunchPlace, b: LaunchPlace): number =>
  naturally(a.device, b.device) || naturally(a.block, b.block) || a.position - b.position;
