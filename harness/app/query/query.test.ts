import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { cacheFolder } from '../../files/package-home.ts';
import { writeSimulatedRun } from '../simulated-run.fixture.ts';
import { openDuckDb } from './duckdb.ts';
import { query } from './query.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-query-'));
  const speeds = { candidate: 19, baseline: 20 };
  await writeSimulatedRun(root, { run: 'a', speeds, blocks: 1 });
  await writeSimulatedRun(root, { run: 'b', speeds, blocks: 2 });
});
afterAll(() => rm(root, { recursive: true }));

/** Why DuckDB is not at hand; null: it is. */
const missing = await openDuckDb(cacheFolder()).then(
  (connection) => connection.closeSync(),
  (error: unknown) => (error instanceof HeatsoakError ? `${error.message}: ${error.hint}` : String(error)),
);

test('all runs of a folder answer in SQL, table by table', async ({ skip }) => {
  if (missing) return skip(missing);
  const { columns, rows, runs } = await query({
    sql: 'SELECT run, count(*) AS n, max(position) FROM launches GROUP BY run ORDER BY run',
    runs: root,
  });
  expect(columns.map(({ name }) => name)).toEqual(['run', 'n', 'max("position")']);
  expect(rows).toEqual([
    ['a', 4, 3],
    ['b', 8, 3],
  ]);
  expect(runs).toBe(2);
});

test('what DuckDB says of a wrong question is told', async ({ skip }) => {
  if (missing) return skip(missing);
  await expect(query({ sql: 'SELECT nothing FROM trials', runs: root })).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    message: expect.stringContaining('nothing'),
  });
});

test('a folder without runs has every column and no row', async ({ skip }) => {
  if (missing) return skip(missing);
  const { rows } = await query({ sql: 'SELECT count(*), max(value) FROM metrics', runs: join(root, 'none') });
  expect(rows).toEqual([[0, null]]);
});

test('without DuckDB one line says how to have it', async ({ skip }) => {
  if (!missing) return skip('DuckDB is installed here');
  await expect(query({ sql: 'SELECT 1', runs: root })).rejects.toMatchObject({
    code: 'QUERY_ENGINE_MISSING',
    hint: expect.stringMatching(/npm install @duckdb\/node-api@\S+, or heatsoak query --install/),
  });
});
