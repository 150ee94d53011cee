import type { Database } from './database.ts';

/** A number that is looked at from time to time, with all values that it has now. */
export interface Reading {
  /** With dots, as OpenTelemetry names them; a counter only grows. */
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly values: readonly ReadValue[];
}

interface ReadValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads all numbers of a process now. */
export type ReadNow = () => Promise<readonly Reading[]>;

/** After so long without a word a phone's host is taken for silent. */
const SILENT_SECONDS = 300;

/** What a coordinator sees of its lab: a few milliseconds of the database, whatever is archived. */
export async function labReadings(database: Database): Promise<Reading[]> {
  const sessions = await counted(
    database,
    `select state as label, count(*)::int as value from heatsoak.session where state in ('waiting', 'active') group by state`,
  );
  const phones = await counted(
    database,
    `select case when p.quarantined is not null then 'quarantined'
       when p.seen_at < now() - interval '${SILENT_SECONDS} seconds' then 'silent'
       when exists (select 1 from heatsoak.session s where s.phone = p.id and s.state = 'active') then 'busy'
       else 'idle' end as label, count(*)::int as value from heatsoak.phone p group by 1`,
  );
  const [rest] = await database.query<{ runs: number; oldest: number; bytes: number }>(
    `select (select count(*)::int from heatsoak.run where state = 'open') as runs,
       (select coalesce(extract(epoch from now() - min(queued_at)), 0)::float8
          from heatsoak.session where state = 'waiting') as oldest,
       pg_total_relation_size('heatsoak.log')::float8 as bytes`,
  );
  const { runs, oldest, bytes } = rest ?? { runs: 0, oldest: 0, bytes: 0 };
  return [
    {
      ...{ name: 'lab.sessions', kind: 'gauge', help: 'Sessions that wait or measure.' },
      values: byState({ waiting: 0, active: 0, ...sessions }),
    },
    {
      ...{ name: 'lab.phones', kind: 'gauge', help: 'Phones of all hosts.' },
      values: byState({ busy: 0, idle: 0, quarantined: 0, silent: 0, ...phones }),
    },
    gauge('lab.runs.open', 'Runs that are not judged yet.', runs),
    gauge('lab.wait.seconds', 'How long the oldest session has waited.', oldest),
    gauge('lab.logs.bytes', 'Size of the logs in the database.', bytes),
  ];
}

async function counted(database: Database, query: string): Promise<Record<string, number>> {
  const rows = await database.query<{ label: string; value: number }>(query);
  return Object.fromEntries(rows.map(({ label, value }) => [label, value]));
}

/** A number by what it is of. */
export const byState = (values: Readonly<Record<string, number>>, label = 'state'): ReadValue[] =>
  Object.entries(values).map(([state, value]) => ({ labels: { [label]: state }, value }));

/** One number. */
export const gauge = (name: string, help: string, value: number): Reading => ({
  ...{ name, help, kind: 'gauge' },
  values: [{ labels: {}, value }],
});
