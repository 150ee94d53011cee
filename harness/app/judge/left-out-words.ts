import type { RowCells } from './value-row.ts';

/** More different words than this are no names of phones, suites or cases, but times and numbers of rows. */
const MOST_WORDS = 1000;
/** The names of what was measured recur: two blocks alone have so many launches. */
const LEAST_RECURRENCE = 8;
const NUMBER = /^[+-]?[\d.,:\s]+$/;

/** What columns that are not known say in words: they may be names that a file has under other headings. */
export class LeftOutWords {
  readonly #counts = new Map<string, Map<string, number>>();

  /** @returns as `ValueRow.leftOut` has it */
  of(cells: RowCells, columns: Iterable<string>): string | null {
    const said: [string, string][] = [];
    for (const column of columns) {
      const word = cells(column);
      if (typeof word !== 'string' || word === '' || NUMBER.test(word)) continue;
      const counts = this.#counts.get(column) ?? new Map<string, number>();
      this.#counts.set(column, counts);
      if (counts.size > MOST_WORDS) continue;
      counts.set(word, (counts.get(word) ?? 0) + 1);
      said.push([column, word]);
    }
    return said.length === 0 ? null : JSON.stringify(Object.fromEntries(said));
  }

  /** Whether the column names what was measured, by how often its words recur in the file. */
  readonly areNames = (column: string): boolean => {
    const counts = this.#counts.get(column);
    if (!counts || counts.size > MOST_WORDS) return false;
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return rows >= LEAST_RECURRENCE * counts.size;
  };
}
