import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv } from '../tables/exported.fixture.ts';
import { exportTable, tableChunks } from './export.ts';
import { writeSimulatedRun } from './simulated-run.fixture.ts';

let root = '';
let runs: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-export-'));
  const speeds = { candidate: 19, baseline: 20 };
  runs = [
    await writeSimulatedRun(root, { run: 'a', speeds, blocks: 1 }),
    await writeSimulatedRun(root, { run: 'b', speeds, blocks: 1 }),
  ];
});
afterAll(() => rm(root, { recursive: true }));

test('a table of two runs is one file, which appears whole', async () => {
  const file = join(root, 'launches.csv');
  const written = await exportTable({ runs, table: 'launches', format: 'csv' }, file);
  const rows = readCsv(await readFile(file, 'utf8'));
  expect(new Set(rows.map((row) => row['run']))).toEqual(new Set(['a', 'b']));
  expect(written).toMatchObject({ rows: rows.length, runs: 2, bytes: (await stat(file)).size });
  expect(rows.every((row) => row['virtual'] === 'true')).toBe(true);
});

test('a run that cannot be read leaves the file that was there, and no half one', async () => {
  const file = join(root, 'kept.csv');
  await exportTable({ runs, table: 'launches', format: 'csv' }, file);
  const before = await readFile(file, 'utf8');
  const broken = [...runs, join(root, 'no-such-run')];
  await expect(exportTable({ runs: broken, table: 'launches', format: 'csv' }, file)).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
  });
  expect(await readFile(file, 'utf8')).toBe(before);
  expect((await readdir(root)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('nothing is made before it is taken', async () => {
  const counts: number[] = [];
  const chunks = tableChunks({ runs, table: 'tokens', format: 'jsonl' }, (rows) => counts.push(rows));
  await chunks.next();
  expect(counts).toEqual([]);
  await chunks.next();
  expect(counts).toHaveLength(1);
  await chunks.return(undefined);
});
