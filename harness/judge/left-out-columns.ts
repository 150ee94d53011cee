import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** The file that rows are of. */
export interface ValuesFile {
  /** For errors. */
  readonly file: string;
  /** Whether a column that is left out names what was measured; absent: none does. */
  readonly areNames?: (column: string) => boolean;
}

/** One row of several that a launch and case has. */
export interface ToldRow {
  readonly line: number;
  /** As `ValueRow` has it. */
  readonly leftOut: string;
}

const columnsOf = ({ leftOut }: ToldRow): Record<string, string> =>
  JSON.parse(leftOut) as Record<string, string>;

function refusal({ file }: ValuesFile, line: number, column: string, told: string): HeatsoakError {
  const where = `${file}:${line}`;
  return new HeatsoakError(
    'VALUES_INVALID',
    `${where}: column "${column}": a launch and case has values for ${told}, and this column is not known`,
    {
      where: `${where}, column "${column}"`,
      hint: 'rename it to what it names: phone, suite, case, metric, repetition or experiment; or leave it out',
    },
  );
}

/**
 * Several values of one launch and case are its repetitions, unless a column that nobody knows gives each another name: two
 * phones under a heading of their own would else be averaged into one.
 * @param first of the same launch and case
 */
export function mustBeAlike(first: ToldRow, other: ToldRow, source: ValuesFile): void {
  const { areNames } = source;
  if (!areNames || first.leftOut === other.leftOut) return;
  const [a, b] = [columnsOf(first), columnsOf(other)];
  const column = Object.keys(a).find((name) => a[name] !== b[name] && areNames(name));
  if (column === undefined) return;
  throw refusal(source, other.line, column, `"${a[column]}" and for "${b[column]}"`);
}

/** A column that has the same several words or numbers in this share of all launches and cases tells something apart. */
const LEAST_SHARE = 0.5;
/** Of fewer launches and cases the same may be chance. */
const FEWEST = 4;

/**
 * The same of columns whose words do not look like names, such as phones that are numbered: what recurs in one launch and case
 * after the other is no reading of a sensor, but tells rows apart.
 * @param groups the rows of each launch and case that has several
 */
export function mustTellNothingApart(groups: readonly (readonly ToldRow[])[], source: ValuesFile): void {
  if (groups.length < FEWEST) return;
  const least = LEAST_SHARE * groups.length;
  for (const [column, counts] of setsOf(groups)) {
    const common = [...counts].find(([, count]) => count >= least);
    if (!common) continue;
    const words = [...new Set(JSON.parse(common[0]) as string[])].slice(0, MOST_TOLD);
    throw refusal(source, groups[0]?.[1]?.line ?? 1, column, words.map((word) => `"${word}"`).join(' and '));
  }
}

/** By column: the words of a launch and case that has several different ones, in order, as JSON; and how many have the same. */
function setsOf(groups: readonly (readonly ToldRow[])[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const sets = new Map<string, Map<string, number>>();
  for (const rows of groups)
    for (const [column, words] of wordsOf(rows)) {
      if (new Set(words).size < 2) continue;
      const counts = sets.get(column) ?? new Map<string, number>();
      sets.set(column, counts);
      const set = JSON.stringify([...words].sort());
      counts.set(set, (counts.get(set) ?? 0) + 1);
    }
  return sets;
}

const MOST_TOLD = 3;

/** By column, in the order of the rows; of those that all rows have. */
function wordsOf(rows: readonly ToldRow[]): [column: string, words: readonly string[]][] {
  const told = rows.map(columnsOf);
  return Object.keys(told[0] ?? {}).flatMap((column): [string, string[]][] => {
    const words = told.flatMap((own) => own[column] ?? []);
    return words.length === rows.length ? [[column, words]] : [];
  });
}
