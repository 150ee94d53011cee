import type { CellValues, ExperimentValues } from './experiment-values.ts';
import type { Objection } from './gate-request.ts';
import { scatterOf, stepOf } from './rounded-values.ts';

/** By chance two launches, or two blocks, are the same in one of so many files at most. */
const CHANCES = 1e6;
/** Values within this many standard deviations of their mean are about equally likely. */
const LIKELY = 3;

/**
 * No two launches measure the same to the last digit: rows that stand there again under the name of another block or build are no
 * further evidence, and a change that chance made once would count as often as they stand there.
 */
export function copyObjections(values: ExperimentValues): Objection[] {
  return values.phones.flatMap(({ id }) => {
    const suites = [...new Set(values.cells.map(({ suite }) => suite))];
    const problem = suites.flatMap((suite) => copyIn(values, id, suite) ?? [])[0];
    if (problem === undefined) return [];
    const reason = `Cannot tell: ${id}: ${problem}`;
    return [{ device: id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: null }];
  });
}

/** What a launch or a block measured, as one text, and in how many ways it could have come out. */
interface Measured {
  readonly name: string;
  readonly block: string;
  readonly text: string;
  /** Logarithm. */
  readonly ways: number;
}

function copyIn({ cells, made }: ExperimentValues, device: string, suite: string): string | null {
  const count = made.filter((launch) => launch.device === device && launch.suite === suite).length;
  const own = cells.filter((each) => each.suite === suite);
  if (own.some((cell) => cell.cases.some((name) => tellsApart(cell, device, name, count)))) return null;
  const launches = new Map<string, Measured>();
  for (const cell of own) for (const name of cell.cases) addCase(launches, cell, device, name);
  const blocks = new Map<string, Measured>();
  for (const { block, text, ways } of launches.values()) {
    const before = blocks.get(block);
    const name = `block ${shortName(block, suite)} of ${suite}`;
    blocks.set(block, {
      ...{ name, block },
      ...{ text: `${before?.text ?? ''}${text}\n`, ways: (before?.ways ?? 0) + ways },
    });
  }
  return repeated([...launches.values()]) ?? repeated([...blocks.values()]);
}

/** Blocks of a cell are told apart from those of other suites by the suite's name before theirs. */
const shortName = (block: string, suite: string): string =>
  block.startsWith(`${suite}/`) ? block.slice(suite.length + 1) : block;

/** Every launch has a value of this case, and no two the same one: nothing stands there twice. Nearly all files are done with this. */
function tellsApart({ launches }: CellValues, device: string, name: string, count: number): boolean {
  const found = new Set<number>();
  for (const launch of launches) {
    const value = launch.device === device ? launch.values[name] : undefined;
    if (value === undefined) continue;
    if (found.has(value)) return false;
    found.add(value);
  }
  return found.size === count;
}

/** Adds what each launch says of one case of a metric. */
function addCase(
  known: Map<string, Measured>,
  { launches, metric, suite }: CellValues,
  device: string,
  name: string,
): void {
  const own = launches.filter((launch) => launch.device === device && launch.values[name] !== undefined);
  const ways = waysOf(own, name);
  for (const { block, position, values } of own) {
    const key = JSON.stringify([block, position]);
    const before = known.get(key);
    known.set(key, {
      ...{ name: `launch ${position} of block ${shortName(block, suite)} of ${suite}`, block },
      text: `${before?.text ?? ''}${metric.id} ${name} ${values[name]} `,
      ways: (before?.ways ?? 0) + ways,
    });
  }
}

/** Logarithm of how many values are about equally likely, by the digits that are told and the scatter. */
function waysOf(launches: CellValues['launches'], name: string): number {
  const sides = (['baseline', 'candidate'] as const).map((build) =>
    launches.flatMap((launch) => (launch.build === build ? (launch.values[name] ?? []) : [])),
  );
  const step = stepOf(sides.flat()) ?? Number.EPSILON;
  return Math.log(Math.max(1, (LIKELY * scatterOf(sides)) / step));
}

/** The first two that are the same though chance makes no two so, as words; null: there are none. */
function repeated(all: readonly Measured[]): string | null {
  const pairs = (all.length * (all.length - 1)) / 2;
  const known = new Map<string, Measured>();
  for (const each of all) {
    const first = known.get(each.text);
    if (first && each.ways >= Math.log(CHANCES * pairs))
      return `${each.name} has the very values of ${first.name}, and no two measure the same`;
    known.set(each.text, each);
  }
  return null;
}
