import { writeStreamWhole } from '../files/write-stream-whole.ts';
import { type FormatName, tableFormats } from '../tables/formats/index.ts';
import type { TableEncoder } from '../tables/formats/table-format.ts';
import { type TableName, tables } from '../tables/index.ts';
import type { Cell } from '../tables/table.ts';
import { derive } from './derive.ts';

/** Which table of which runs. */
export interface ExportOptions {
  /** Run folders; one after the other in the table. */
  readonly runs: readonly string[];
  readonly table: TableName;
  readonly format: FormatName;
}

/** A table that was written. */
export interface ExportedTable {
  readonly table: TableName;
  readonly format: FormatName;
  readonly file: string;
  readonly runs: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Rows that are written at once: the row groups of Parquet. A million tokens are twenty of these. */
const ROWS_AT_ONCE = 50_000;

/**
 * A table of some runs, piece by piece: one run is held at a time, and so many of its rows.
 * @param count is told how many rows come
 * @throws HeatsoakError those of `derive`
 */
export async function* tableChunks(
  { runs, table, format }: ExportOptions,
  count: (rows: number) => void = () => undefined,
): AsyncGenerator<string | Uint8Array> {
  const encoder = tableFormats[format](tables[table]);
  yield encoder.begin();
  for (const run of runs) yield* rowChunks(encoder, tables[table].rows(await derive(run)), count);
  yield encoder.end();
}

/** A whole table of rows that are there. */
export async function* encodedRows(
  encoder: TableEncoder,
  rows: Iterable<readonly Cell[]>,
): AsyncGenerator<string | Uint8Array> {
  yield encoder.begin();
  yield* rowChunks(encoder, rows, () => undefined);
  yield encoder.end();
}

function* rowChunks(
  encoder: TableEncoder,
  rows: Iterable<readonly Cell[]>,
  count: (rows: number) => void,
): Generator<string | Uint8Array> {
  for (const batch of batches(rows)) {
    count(batch.length);
    yield encoder.rows(batch);
  }
}

function* batches(rows: Iterable<readonly Cell[]>): Generator<(readonly Cell[])[]> {
  let batch: (readonly Cell[])[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Writes a table of some runs into a file, which appears whole or not at all.
 * @throws HeatsoakError those of `derive`, `FILE_UNWRITABLE` or `PLACE_INVALID`
 */
export async function exportTable(options: ExportOptions, file: string): Promise<ExportedTable> {
  const { table, format, runs } = options;
  let rows = 0;
  const bytes = await writeStreamWhole(
    file,
    tableChunks(options, (more) => {
      rows += more;
    }),
  );
  return { table, format, file, runs: runs.length, rows, bytes };
}
