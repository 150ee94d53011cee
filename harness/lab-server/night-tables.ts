import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Night, NightCell } from '../history/night.ts';
import type { Database } from './database.ts';

/** Which series are read; absent: of all phones, of all metrics. */
export interface SeriesChoice {
  readonly device?: string | undefined;
  readonly metric?: string | undefined;
  readonly suite?: string | undefined;
}

/** Puts a night into the history's tables, in place of what stood there of its run; whole or not at all. */
export async function keepNight(database: Database, night: Night): Promise<void> {
  const { cells, ...head } = night;
  await database.transaction(async (inside) => {
    await inside.query('delete from heatsoak.night where run = $1', [night.run]);
    await inside.query(
      `insert into heatsoak.night (run, team, at, head)
       values ($1, (select team from heatsoak.run where run = $1), $2, $3)`,
      [night.run, night.at, JSON.stringify(head)],
    );
    const asked = JSON.stringify(cells.map((cell) => ({ ...cell, halfwidth: cell.halfWidth })));
    await inside.query(
      `insert into heatsoak.series (device, suite, metric, kind)
       select distinct c.device, c.suite, c.metric, c.kind from ${CELLS} on conflict do nothing`,
      [asked],
    );
    await inside.query(
      `insert into heatsoak.facts (facts) select distinct c.facts from ${CELLS} on conflict do nothing`,
      [asked],
    );
    await inside.query(
      `insert into heatsoak.cell (series, night, facts, launches, paired, plain, control, half_width, reason)
       select s.id, n.id, f.id, c.launches, c.paired, c.plain, c.control, c.halfwidth, c.reason
       from ${CELLS} join heatsoak.series s using (device, suite, metric) join heatsoak.facts f on f.facts = c.facts
       join heatsoak.night n on n.run = $2`,
      [asked, night.run],
    );
  });
}

/** The cells of a night, handed over as one JSON text. */
const CELLS = `json_to_recordset($1) as c (device text, suite text, kind text, metric text, paired float8, plain float8,
  control float8, halfwidth float8, launches int, reason text, facts jsonb)`;

/** More than a process holds at ease; one phone's year of thirty metrics is eleven thousand. */
const MOST_CELLS = 500_000;

interface CellRow extends Omit<NightCell, 'facts'> {
  readonly night: number;
  readonly factsId: number;
}

/**
 * Nights as the history sees them, each with the cells of the series that were asked for; oldest first.
 * @throws HeatsoakError `LAB_HISTORY_LARGE` for more than a process holds
 */
export async function readKeptNights(database: Database, choice: SeriesChoice = {}): Promise<Night[]> {
  const { device = null, metric = null, suite = null } = choice;
  // One question, one answer: what it costs above all is the way.
  const [found] = await database.query<FoundRows>(
    `with c as materialized (
       select c.night, s.device, s.suite, s.kind, s.metric, c.paired, c.plain, c.control, c.half_width as "halfWidth",
         c.launches, c.reason, c.facts as "factsId"
       from heatsoak.series s join heatsoak.cell c on c.series = s.id
       where ($1::text is null or s.device = $1) and ($2::text is null or s.metric = $2)
         and ($3::text is null or s.suite = $3) limit ${MOST_CELLS + 1})
     select (select count(*) from c)::int as count,
       (select json_agg(c order by c.night, c.device, c.suite, c.metric) from c where (select count(*) from c) <= ${MOST_CELLS}) as cells,
       (select json_agg(n order by n.at, n.run) from (select id, head, at, run from heatsoak.night
          where id in (select night from c)) n) as nights,
       (select json_agg(f) from heatsoak.facts f where id in (select "factsId" from c)) as facts`,
    [device, metric, suite],
  );
  if (found && found.count > MOST_CELLS)
    throw new HeatsoakError('LAB_HISTORY_LARGE', `more than ${MOST_CELLS} values were asked for`, {
      hint: '--device or --metric asks for fewer; heatsoak lab export writes all of them as Parquet',
    });
  return found ? nightsOf(found) : [];
}

/** What a question found; null where it found nothing. */
interface FoundRows {
  readonly count: number;
  readonly cells: readonly CellRow[] | null;
  readonly nights: readonly { readonly id: number; readonly head: Omit<Night, 'cells'> }[] | null;
  readonly facts: readonly { readonly id: number; readonly facts: NightCell['facts'] }[] | null;
}

function nightsOf({ cells, nights, facts }: FoundRows): Night[] {
  const factsOf = new Map(facts?.map((each) => [each.id, each.facts]));
  const cellsOf = new Map<number, NightCell[]>(nights?.map(({ id }) => [id, []]));
  for (const { night, factsId, ...cell } of cells ?? []) {
    const known = factsOf.get(factsId);
    if (known) cellsOf.get(night)?.push({ ...cell, facts: known });
  }
  return (nights ?? []).map(({ id, head }) => ({ ...head, cells: cellsOf.get(id) ?? [] }));
}
