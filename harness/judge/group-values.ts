import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { must } from '../statistics/must.ts';
import type { CaseRepetitions, CellValues, ExperimentValues, LaunchPlace } from './experiment-values.ts';
import { mustBeAlike, mustTellNothingApart, type ToldRow, type ValuesFile } from './left-out-columns.ts';
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
  /** By repetition, as far as the file has such a column. */
  readonly repetitions: Set<string>;
  /** What the rows of its values say in columns that are left out; of those without a repetition. */
  readonly told: ToldRow[];
}

interface OpenCell {
  readonly metric: ComparedMetric;
  readonly suite: string;
  readonly cases: Set<string>;
  readonly launches: Map<LaunchPlace, Map<string, Sum>>;
  /** The launch of the last value, by phone and case. */
  readonly last: Map<string, Sum>;
}

/**
 * The rows of one experiment as launches of cells.
 * @param metricOf of a name that was found known while reading
 * @throws HeatsoakError `VALUES_INVALID` where two rows contradict each other, or are of two things by a column that is left out
 */
export function groupValues(
  rows: Iterable<ValueRow>,
  metricOf: (name: string) => ComparedMetric,
  source: ValuesFile,
): GroupedValues {
  const { file } = source;
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
    if (row.value === null) continue;
    const sum = sumOf(cell, must(made.get(launch), 'a launch'), row);
    mustBeNew(sum, row, file);
    if (row.repetition === null && row.leftOut !== null) tell(sum, { ...row, leftOut: row.leftOut }, source);
    mustFollow(cell, sum, row, file);
    sum.logs += Math.log(row.value);
    sum.count++;
  }
  mustTellNothingApart(
    [...cells.values()].flatMap(({ launches }) =>
      [...launches.values()].flatMap((cases) =>
        [...cases.values()].flatMap(({ told }) => (told.length > 1 ? [told] : [])),
      ),
    ),
    source,
  );
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
  last: new Map(),
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

function sumOf({ launches }: OpenCell, launch: LaunchPlace, { case: name, value }: ValueRow): Sum {
  const cases = launches.get(launch) ?? new Map<string, Sum>();
  launches.set(launch, cases);
  const known = name ?? '';
  const sum = cases.get(known) ?? { first: value ?? 0, logs: 0, count: 0, repetitions: new Set(), told: [] };
  cases.set(known, sum);
  return sum;
}

/** Of one repetition there is one value. */
function mustBeNew({ repetitions }: Sum, { repetition, line }: ValueRow, file: string): void {
  if (repetition === null) return;
  if (repetitions.has(repetition)) {
    const where = `${file}:${line}`;
    throw new HeatsoakError(
      'VALUES_INVALID',
      `${where}: column "repetition": this launch and case has repetition ${repetition} already`,
      { where: `${where}, column "repetition"`, hint: 'leave out what stands there twice' },
    );
  }
  repetitions.add(repetition);
}

/**
 * Values of one launch and case that nothing tells apart come one after the other. With other launches between them they are of
 * two files, two nights or two builds, and their mean is of nothing.
 */
function mustFollow(
  { last }: OpenCell,
  sum: Sum,
  { launch, case: name, repetition, line }: ValueRow,
  file: string,
): void {
  const key = `${launch.device}\u0000${name}`;
  const before = last.get(key);
  last.set(key, sum);
  if (sum.count === 0 || repetition !== null || before === sum) return;
  const where = `${file}:${line}`;
  throw new HeatsoakError(
    'VALUES_INVALID',
    `${where}: phone ${launch.device}, suite ${launch.suite}, block ${launch.block}, position ${launch.position} has a value of this metric and case already, before other launches: are these two files in one?`,
    {
      where,
      hint: 'keep files apart by a column "experiment", or values of one launch by a column "repetition"',
    },
  );
}

function tell({ told }: Sum, row: ToldRow, source: ValuesFile): void {
  const [first] = told;
  if (first) mustBeAlike(first, row, source);
  told.push({ line: row.line, leftOut: row.leftOut });
}

/** How many values the launches of each build have a case. */
function repetitionsOf(launches: OpenCell['launches']): CaseRepetitions[] {
  const found = new Map<string, { place: Omit<CaseRepetitions, 'counts'>; counts: number[] }>();
  for (const [{ device, build }, cases] of launches)
    for (const [name, { count }] of cases) {
      const key = `${device}\u0000${build}\u0000${name}`;
      const own = found.get(key) ?? { place: { device, build, case: name }, counts: [] };
      found.set(key, own);
      own.counts.push(count);
    }
  return [...found.values()].map(({ place, counts }) => ({ ...place, counts }));
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
    repetitions: repetitionsOf(launches),
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
