import { factsFixture, nightFixture } from '../harness/history/night.fixture.ts';
import type { Database } from '../harness/lab-server/database.ts';
import { setUpTestLab } from '../harness/lab-server/lab.fixture.ts';
import { readKeptNights } from '../harness/lab-server/night-tables.ts';
import { postgresLacks, startPostgres } from '../harness/lab-server/postgres.fixture.ts';

/**
 * How long a series of a year takes to read among eleven million cells: 365 nights of 1000 phones with 30 metrics each, in a
 * PostgreSQL of its own. `npm run bench:lab-history -- NIGHTS PHONES METRICS`
 */
const [NIGHTS = 365, PHONES = 1000, METRICS = 30] = process.argv.slice(2).map(Number);
const TARGET_MS = 20;
const READS = 50;

const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const server = await startPostgres({ shared_buffers: '512MB', max_wal_size: '8GB', fsync: 'off' });
server.start();
const lab = await setUpTestLab(server);
try {
  console.log(`filled in ${((await timed(() => fill(lab.owner))) / 1000).toFixed(0)} s`);
  const [count] = await lab.owner.query<{ cells: string; bytes: string }>(
    `select count(*) as cells, pg_size_pretty(pg_total_relation_size('heatsoak.cell')) as bytes from heatsoak.cell`,
  );
  console.log(`${count?.cells} cells, ${count?.bytes}`);
  for (const role of ['heatsoak_desk', 'heatsoak_team_a']) await readSeries(role);
} finally {
  await lab.close();
  server.stop();
}

/** Rows as `keepNight` writes them, night after night, made by the database itself. */
async function fill(owner: Database): Promise<void> {
  const { cells: _, ...head } = nightFixture(0, {});
  await owner.query(
    `insert into heatsoak.night (run, team, at, head)
     select 'run-' || n, 'a', timestamptz '2026-01-01 03:00Z' + n * interval '1 day', $2::json from generate_series(1, $1) n`,
    [NIGHTS, JSON.stringify(head)],
  );
  await owner.query(
    `insert into heatsoak.series (device, suite, metric, kind)
     select 'phone-' || p, 'quick', 'metric-' || m, 'burst' from generate_series(1, $1) p, generate_series(1, $2) m`,
    [PHONES, METRICS],
  );
  await owner.query('insert into heatsoak.facts (facts) values ($1)', [JSON.stringify(factsFixture)]);
  // A night at a time, as nights come: so the cells of a series lie a night apart, and no statement takes long.
  for (let night = 1; night <= NIGHTS; night++)
    await owner.transaction(async (inside) => {
      // What cells refer to is there: to look it up eleven million times is half of the time.
      await inside.query('set local session_replication_role = replica');
      await inside.query(
        `insert into heatsoak.cell (series, night, facts, launches, plain, half_width)
         select s.id, $1, 1, 18, random(), 0.01 from heatsoak.series s`,
        [night],
      );
    });
  await owner.query('analyze heatsoak.cell');
  await owner.query('analyze heatsoak.series');
  await owner.query('analyze heatsoak.night');
}

/** Reads one series after the other, each for the first time. */
async function readSeries(role: string): Promise<void> {
  const database = await lab.as(role);
  const times: number[] = [];
  for (let i = 0; i < READS; i++) {
    const choice = { device: `phone-${1 + ((i * 37) % PHONES)}`, metric: `metric-${1 + (i % METRICS)}` };
    times.push(
      await timed(async () => {
        const nights = await readKeptNights(database, choice);
        if (nights.length !== NIGHTS) throw new Error(`${nights.length} of ${NIGHTS} nights`);
      }),
    );
  }
  times.sort((a, b) => a - b);
  const [median = Number.NaN, p95 = Number.NaN] = [0.5, 0.95].map((p) => times[Math.floor(p * READS)]);
  const verdict = median <= TARGET_MS ? 'holds' : 'MISSED';
  console.log(
    `a series of a year as ${role}: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms; target ${TARGET_MS} ms: ${verdict}`,
  );
  if (median > TARGET_MS) process.exitCode = 1;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
