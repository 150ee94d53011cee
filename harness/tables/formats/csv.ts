import type { Cell } from '../table.ts';
import type { TableFormat } from './table-format.ts';

/**
 * A spreadsheet takes a text that begins so for a formula, and one that begins with an apostrophe for the text behind it
 * (OWASP, CSV Injection).
 */
const FORMULA = /^[=+\-@\t\r']/;

/**
 * CSV after RFC 4180: a header, CRLF, quotes doubled. A missing cell is empty, an empty text is `""`. A text that a
 * spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an apostrophe: whoever
 * takes one off has every text back.
 */
export const csv: TableFormat = ({ columns }) => ({
  begin: () => csvLine(columns.map(({ name }) => name)),
  rows: (rows) => rows.map(csvLine).join(''),
  end: () => '',
});

/** One line with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
