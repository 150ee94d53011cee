import { join, resolve } from 'node:path';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { writeStreamWhole } from '../../files/write-stream-whole.ts';
import { runsIn } from '../../store/find-run.ts';
import { cells } from '../../tables/cells.ts';
import { parquet } from '../../tables/formats/parquet.ts';
import { type TableName, tableNames, tables } from '../../tables/index.ts';
import { derive } from '../derive.ts';
import { encodedRows } from '../export.ts';
import { exportHistory } from '../lab/export-history.ts';
import type { LabAddress } from '../lab/with-lab.ts';
import { type Ports, portsOf } from '../ports.ts';
import { type Connection, openDuckDb, type Result } from './duckdb.ts';
import type { QueryDocument } from './query-document.ts';

export interface QueryOptions {
  readonly sql: string;
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** A lab whose history is the table `cells`. */
  readonly lab?: LabAddress | undefined;
}

/**
 * Asks all runs of a folder in SQL: each table of `heatsoak export` is a view of its name, and the history of a lab one called `cells`. Only tables that the question names
 * are made, and each run is derived once. A run that cannot be read is skipped, and told.
 * @throws HeatsoakError `QUERY_ENGINE_MISSING`, `QUERY_FAILED` with what DuckDB says
 */
export async function query(
  { sql, runs = 'runs', lab }: QueryOptions,
  ports: Pick<Ports, 'folders'> = {},
): Promise<QueryDocument> {
  const connection = await openDuckDb(portsOf(ports).folders.cache);
  const scratch = await scratchFolder('query');
  try {
    const asked = tableNames.filter((name) => names(sql, name));
    const made = await writeTables(resolve(runs), asked, scratch.path);
    for (const name of asked)
      await connection.run(
        `CREATE VIEW ${name} AS SELECT * FROM read_parquet('${scratch.path}/${name}/*.parquet')`,
      );
    if (lab !== undefined && names(sql, cells.name)) await viewOfHistory(connection, lab, scratch.path);
    return { ...(await answer(connection, sql)), ...made };
  } finally {
    connection.closeSync();
    await scratch.remove();
  }
}

const names = (sql: string, table: string): boolean => new RegExp(`\\b${table}\\b`, 'i').test(sql);

async function viewOfHistory(connection: Connection, lab: LabAddress, folder: string): Promise<void> {
  const file = join(folder, 'cells.parquet');
  await exportHistory(lab, file);
  await connection.run(`CREATE VIEW ${cells.name} AS SELECT * FROM read_parquet('${file}')`);
}

/** One file a table and run, and one without rows, so that a table of no run has its columns. */
async function writeTables(
  root: string,
  names: readonly TableName[],
  folder: string,
): Promise<Pick<QueryDocument, 'runs' | 'skipped'>> {
  for (const name of names) {
    await makeFolder(join(folder, name));
    await writeStreamWhole(join(folder, name, 'none.parquet'), encodedRows(parquet(tables[name]), []));
  }
  const runs = names.length === 0 ? [] : await runsIn(root);
  const skipped: { folder: string; reason: string }[] = [];
  for (const [i, run] of runs.entries()) {
    try {
      const derived = await derive(join(root, run));
      for (const name of names)
        await writeStreamWhole(
          join(folder, name, `${i}.parquet`),
          encodedRows(parquet(tables[name]), tables[name].rows(derived)),
        );
    } catch (error) {
      skipped.push({ folder: run, reason: messageOf(error) });
    }
  }
  return { runs: runs.length - skipped.length, skipped };
}

async function answer(connection: Connection, sql: string): Promise<Pick<QueryDocument, 'columns' | 'rows'>> {
  const result = await connection.runAndReadAll(sql).catch((cause: unknown) => {
    throw new HeatsoakError('QUERY_FAILED', messageOf(cause).split('\n').slice(0, 3).join(' '), {
      hint: `tables: ${tableNames.join(', ')}; docs/tables.md lists their columns`,
      cause,
    });
  });
  return documentOf(result);
}

/** Counts and sums come as texts, since they may be larger than any number of JSON: those that fit are numbers. */
const WHOLE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*)$/;

function documentOf(result: Result): Pick<QueryDocument, 'columns' | 'rows'> {
  const types = result.columnTypes().map(String);
  const cell = (value: unknown, i: number): unknown => {
    const number = typeof value === 'string' && WHOLE.test(types[i] ?? '') ? Number(value) : Number.NaN;
    return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
  };
  return {
    columns: result.columnNames().map((name, i) => ({ name, type: types[i] ?? '' })),
    rows: result.getRowsJson().map((row) => row.map(cell)),
  };
}
