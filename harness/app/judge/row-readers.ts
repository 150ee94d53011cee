import { jsonProblem } from '../../errors/json-problem.ts';
import { csvCells, separatorOf } from './csv-cells.ts';
import type { TextLine } from './lines.ts';
import { foreignKeys } from './value-keys.ts';
import type { RowCells } from './value-row.ts';
import { valuesProblem } from './values-problem.ts';

/** Turns the lines of a file into rows; the first line decides whether it holds CSV or JSON. */
export interface RowReader {
  /** Null for a line that is no row: the header of CSV. */
  read(line: TextLine): RowCells | null;
  /** Columns that are not known and were left alone. */
  readonly foreign: ReadonlySet<string>;
}

/** @param key as `foreignKeys` takes it */
export function rowReader(first: TextLine, file: string, key: string | null): RowReader {
  const start = first.text.trimStart();
  if (start.startsWith('['))
    throw valuesProblem({ file, line: first.number }, 'a JSON array begins here', {
      hint: 'write one object a line (JSON lines): jq -c ".[]" makes them',
    });
  return start.startsWith('{') ? jsonReader(file, key) : csvReader(file, key);
}

function jsonReader(file: string, key: string | null): RowReader {
  const foreign = new Set<string>();
  const seen = new Set<string>();
  return {
    foreign,
    read({ number, text }) {
      const place = { file, line: number };
      const row = parsed(text, place);
      const names = Object.keys(row);
      if (keysIn(text) > countKeys(row)) throw valuesProblem(place, 'a key stands there twice');
      const shape = names.join('\u0000');
      if (!seen.has(shape)) for (const name of foreignKeys(names, key, place)) foreign.add(name);
      seen.add(shape);
      return (name) => (Object.hasOwn(row, name) ? row[name] : undefined);
    },
  };
}

/** Of two equal keys `JSON.parse` keeps the last one without a word. */
const keysIn = (text: string): number =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

/** Of a row and of all that lies in it. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, each) => sum + countKeys(each), own);
}

function parsed(text: string, place: { file: string; line: number }): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw valuesProblem(place, `is not JSON: ${jsonProblem(text, cause)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw valuesProblem(place, 'is no JSON object');
}

/** Keys of which CSV has numbers as texts. */
const numbers = ['position', 'value'];
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function csvReader(file: string, key: string | null): RowReader {
  const foreign = new Set<string>();
  const columns = new Map<string, number>();
  let separator = ',';
  const cellsOf = ({ number, text }: TextLine): string[] => {
    const cells = csvCells(text, separator);
    if (cells === null)
      throw valuesProblem({ file, line: number }, 'a quote is not closed, or stands inside a cell');
    return cells.map((cell) => cell.trim());
  };
  const readHeader = (line: TextLine): null => {
    separator = separatorOf(line.text);
    const names = cellsOf(line);
    for (const name of foreignKeys(names, key, { file, line: line.number })) foreign.add(name);
    names.forEach((name, i) => void columns.set(name, i));
    return null;
  };
  return {
    foreign,
    read(line) {
      if (columns.size === 0) return readHeader(line);
      const cells = cellsOf(line);
      if (cells.length !== columns.size)
        throw valuesProblem(
          { file, line: line.number },
          `has ${cells.length} cells; the header has ${columns.size}`,
        );
      return (name) => {
        const text = cells[columns.get(name) ?? -1];
        return text !== undefined && numbers.includes(name) && DECIMAL.test(text) ? Number(text) : text;
      };
    },
  };
}
