import type { RowCells } from './value-row.ts';

/** More different words than this are no names of phones, suites or cases, but times and numbers of rows. */
const MOST_WORDS = 1000;
/** The same of numbers: there are more temperatures than phones. */
const MOST_NUMBERS = 100;
/** The names of what was measured recur: two blocks alone have so many launches. */
const LEAST_RECURRENCE = 8;
const NUMBER = /^[+-]?[\d.,:\s]+$/;

/** What columns that are not known say: they may tell apart what a file has under other headings. */
export class LeftOutWords {
  readonly #words = new Map<string, Map<string, number>>();
  readonly #numbers = new Map<string, Map<string, number>>();

  /** @returns as `ValueRow.leftOut` has it */
  of(cells: RowCells, columns: Iterable<string>): string | null {
    const said: [string, string][] = [];
    for (const column of columns) {
      const word = wordIn(cells(column));
      if (word === null) continue;
      const isNumber = NUMBER.test(word);
      const counts = countsOf(isNumber ? this.#numbers : this.#words, column);
      if (counts.size > (isNumber ? MOST_NUMBERS : MOST_WORDS)) continue;
      counts.set(word, (counts.get(word) ?? 0) + 1);
      said.push([column, word]);
    }
    return said.length === 0 ? null : JSON.stringify(Object.fromEntries(said));
  }

  /** Whether the column names what was measured, by how often its words recur in the file. */
  readonly areNames = (column: string): boolean => {
    const counts = this.#words.get(column);
    if (!counts || counts.size > MOST_WORDS) return false;
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return rows >= LEAST_RECURRENCE * counts.size;
  };
}

function wordIn(cell: unknown): string | null {
  if (typeof cell === 'string') return cell === '' ? null : cell;
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : null;
}

function countsOf(of: Map<string, Map<string, number>>, column: string): Map<string, number> {
  const counts = of.get(column) ?? new Map<string, number>();
  of.set(column, counts);
  return counts;
}
