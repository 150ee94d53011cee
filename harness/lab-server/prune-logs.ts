import type { Database } from './database.ts';

/** What the database has let go of. */
export interface PrunedLogs {
  readonly runs: readonly string[];
  readonly logs: number;
  /** As the database had them, packed. */
  readonly bytes: number;
}

/**
 * Lets go of logs and journals of runs whose folder was found to hold all of them that many days ago: what is not archived stays,
 * however old. Manifests, claims, verdicts and the history stay, too.
 * @param owner the database as its owner sees it
 * @throws HeatsoakError `LAB_REFUSED` to anybody else
 */
export async function pruneLogs(owner: Database, keepDays: number): Promise<PrunedLogs> {
  const runs = await owner.query<{ run: string }>(
    `select run from heatsoak.run r where archived_at < now() - make_interval(days => $1)
       and exists (select 1 from heatsoak.log l where l.run = r.run) order by archived_at`,
    [keepDays],
  );
  let [logs, bytes] = [0, 0];
  for (const { run } of runs) {
    // A run at a time: a night of a thousand phones is a transaction of seconds.
    const gone = await owner.transaction((inside) => pruneRun(inside, run));
    logs += gone.logs;
    bytes += gone.bytes;
  }
  return { runs: runs.map(({ run }) => run), logs, bytes };
}

async function pruneRun(inside: Database, run: string): Promise<Omit<PrunedLogs, 'runs'>> {
  const nothing = { logs: 0, bytes: 0 };
  // What came late in the meantime must be archived first.
  const archived = await inside.query(
    `select 1 from heatsoak.run r where run = $1 and archived_at is not null
       and not exists (select 1 from heatsoak.late l where l.run = r.run) for update`,
    [run],
  );
  if (archived.length === 0) return nothing;
  await inside.query('delete from heatsoak.journal where run = $1', [run]);
  const [gone] = await inside.query<Omit<PrunedLogs, 'runs'>>(
    `with gone as (delete from heatsoak.log where run = $1 returning octet_length(bytes) as bytes)
     select count(*)::int as logs, coalesce(sum(bytes), 0)::float8 as bytes from gone`,
    [run],
  );
  return gone ?? nothing;
}
