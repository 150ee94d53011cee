import type { Cell, Table } from '../table.ts';

/** Writes one table of any number of rows: what comes before them, some rows at a time, and what comes behind them. */
export interface TableEncoder {
  begin(): Uint8Array | string;
  rows(rows: readonly (readonly Cell[])[]): Uint8Array | string;
  end(): Uint8Array | string;
}

/** A file format of tables. */
export type TableFormat = (table: Pick<Table, 'name' | 'row' | 'columns'>) => TableEncoder;
