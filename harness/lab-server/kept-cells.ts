import type { Database } from './database.ts';

/** A cell of the history with its names, in the order of the columns that it is asked for. */
type KeptCell = readonly (string | number | null)[];

/** Cells that are read at once: a row group of Parquet. */
const CELLS_AT_ONCE = 50_000;

/** Where each column of the history as a table stands in the database; their order is the caller's. */
const sources: Readonly<Record<string, string>> = {
  run: 'n.run',
  at: `to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ...{ device: 's.device', suite: 's.suite', kind: 's.kind', metric: 's.metric' },
  ...{ plain: 'c.plain', paired: 'c.paired', control: 'c.control', half_width: 'c.half_width' },
  ...{ launches: 'c.launches', reason: 'c.reason' },
  ...{ os_build: `f.facts ->> 'osBuild'`, engine: `f.facts ->> 'engine'` },
  ...{ model: `f.facts ->> 'model'`, phone: `f.facts ->> 'phone'` },
};

/**
 * Every cell that the role may see, series by series and night by night, some at a time: a year of a thousand phones is never
 * held whole.
 * @param columns names of columns
 */
export async function* keptCells(
  database: Database,
  columns: readonly string[],
  atOnce = CELLS_AT_ONCE,
): AsyncGenerator<KeptCell[]> {
  const wanted = columns.map((name) => sources[name] ?? 'null').join(', ');
  let last = { series: 0, night: 0 };
  for (;;) {
    const rows = await database.query<{ series: number; night: number; cell: KeptCell }>(
      `select c.series, c.night, json_build_array(${wanted}) as cell
       from heatsoak.cell c join heatsoak.series s on s.id = c.series join heatsoak.night n on n.id = c.night
         join heatsoak.facts f on f.id = c.facts
       where (c.series, c.night) > ($1, $2) order by c.series, c.night limit $3`,
      [last.series, last.night, atOnce],
    );
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map(({ cell }) => cell);
    last = end;
  }
}
