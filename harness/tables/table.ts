import type { Derived } from '../judge/derive.ts';

export type CellType = 'text' | 'integer' | 'number' | 'boolean';

/** Null: it was not measured, or it does not apply; never 0. */
export type Cell = string | number | boolean | null;

/** What stands in a column. */
export interface Column {
  readonly name: string;
  readonly type: CellType;
  /** Null: it has none. */
  readonly unit: string | null;
  readonly description: string;
}

/** One table that a run can be exported as: its columns, and its rows as they come. */
export interface Table {
  readonly name: string;
  /** What one row is. */
  readonly row: string;
  readonly columns: readonly Column[];
  /** One cell a column, in their order. Made as they are taken, so that a million rows need no memory. */
  rows(derived: Derived): Iterable<readonly Cell[]>;
}

/** A column, and where its cell comes from. */
export interface ColumnOf<Row> extends Column {
  of(row: Row): Cell;
}

interface TableOf<Row> extends Pick<Table, 'name' | 'row'> {
  readonly columns: readonly ColumnOf<Row>[];
  values(derived: Derived): Iterable<Row>;
}

/** A table whose cells are read from values of one kind. */
export function tableOf<Row>({ name, row, columns, values }: TableOf<Row>): Table {
  return {
    name,
    row,
    columns,
    *rows(derived) {
      for (const value of values(derived)) yield columns.map((column) => finite(column.of(value)));
    },
  };
}

/** What a broken log makes infinite was not measured. */
const finite = (cell: Cell): Cell => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell);

type Kind<Row> = (
  name: string,
  description: string,
  of: (row: Row) => Cell | undefined,
  unit?: string,
) => ColumnOf<Row>;

/** Makers of a table's columns, one a type; what is absent is null. */
export function columnsOf<Row>(): Readonly<Record<CellType, Kind<Row>>> {
  const kind =
    (type: CellType): Kind<Row> =>
    (name, description, of, unit) => ({
      ...{ name, type, description, unit: unit ?? null },
      of: (row) => of(row) ?? null,
    });
  return {
    text: kind('text'),
    integer: kind('integer'),
    number: kind('number'),
    boolean: kind('boolean'),
  };
}
