import type { Derived } from '../judge/derive.ts';
import { csv } from './formats/csv.ts';
import type { TableFormat } from './formats/table-format.ts';
import type { Table } from './table.ts';

/** A whole table as one text, as a file of it reads. */
export function exportedText(table: Table, derived: Derived, format: TableFormat = csv): string {
  const encoder = format(table);
  return [encoder.begin(), encoder.rows([...table.rows(derived)]), encoder.end()].join('');
}

/** A reader of CSV that knows nothing of who wrote it: rows of texts by the names of the header; `null` is a missing cell. */
export function readCsv(text: string): Readonly<Record<string, string | null>>[] {
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  const lines: (string | null)[][] = [[]];
  while (cells.lastIndex < text.length) {
    const [, cell = '', end] = cells.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${cells.lastIndex}`);
    const isQuoted = cell.startsWith('"');
    lines.at(-1)?.push(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell === '' ? null : cell);
    if (end === '\r\n') lines.push([]);
  }
  lines.pop();
  const [header = [], ...rows] = lines;
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? null])));
}
