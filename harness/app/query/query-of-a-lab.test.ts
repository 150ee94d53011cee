import { expect } from 'vitest';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { cacheFolder } from '../../files/package-home.ts';
import { nightFixture } from '../../history/night.fixture.ts';
import { setUpTestLab } from '../../lab-server/lab.fixture.ts';
import { labOfFile } from '../../lab-server/lab-of-file.fixture.ts';
import { keepNight } from '../../lab-server/night-tables.ts';
import { postgresLacks } from '../../lab-server/postgres.fixture.ts';
import { openDuckDb } from './duckdb.ts';
import { query } from './query.ts';

/** Why it cannot be tried here; null: it can. */
const lacks =
  postgresLacks() ??
  (await openDuckDb(cacheFolder()).then(
    (connection) => {
      connection.closeSync();
      return null;
    },
    (error: unknown) => (error instanceof HeatsoakError ? `${error.message}: ${error.hint}` : String(error)),
  ));
const { withLab, lab } = labOfFile(setUpTestLab, lacks);

withLab('a team asks the history of a lab in SQL, and is answered of its own runs', async () => {
  const desk = await lab().as('heatsoak_desk');
  for (const [i, team] of ['a', 'a', 'b'].entries()) {
    const night = nightFixture(i, { plain: i });
    await lab().owner.query(
      `insert into heatsoak.run (run, team, manifest, cooldown) values ($1, $2, '{}', '{}')`,
      [night.run, team],
    );
    await keepNight(desk, night);
  }
  const asked = (role: string) =>
    query({
      sql: 'SELECT metric, count(*) AS nights, sum(plain) FROM cells GROUP BY metric',
      lab: { database: lab().url(role) },
    });
  const { columns, rows, runs } = await asked('heatsoak_team_a');
  expect(columns.map(({ name }) => name)).toEqual(['metric', 'nights', 'sum(plain)']);
  expect(rows).toEqual([['decode_rate', 2, 1]]);
  expect((await asked('heatsoak_desk')).rows).toEqual([['decode_rate', 3, 3]]);
  // No run folder is read for it.
  expect(runs).toBe(0);
});

withLab('without a lab there is no history to ask', async () => {
  await expect(query({ sql: 'SELECT * FROM cells' })).rejects.toMatchObject({ code: 'QUERY_FAILED' });
});
