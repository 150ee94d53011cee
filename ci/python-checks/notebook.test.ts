import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportTable } from '../../harness/app/export.ts';
import { writeSimulatedRun } from '../../harness/app/simulated-run.fixture.ts';
import { tableNames } from '../../harness/tables/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-notebook-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reading Parquet by pandas takes seconds the first time. */
const LIMIT_MS = 120_000;
const python = process.env['HEATSOAK_NOTEBOOK_PYTHON'] ?? 'python3';

/** The blocks of Python of the guide, in their order, as one program. */
const program = (): string =>
  [...readFileSync('docs/guides/notebook.md', 'utf8').matchAll(/```python\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .join('\n');

/** Why Python cannot run the guide; null: it can. */
function lacking(): string | null {
  try {
    execFileSync(python, ['-c', 'import pandas, pyarrow, duckdb'], { stdio: 'pipe', timeout: LIMIT_MS });
    return null;
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error).trimEnd();
    return `the notebook needs pandas, pyarrow and duckdb in ${python}: ${said.split('\n').at(-1)}`;
  }
}

test('the guide has blocks for pandas and for DuckDB', () => {
  expect(program()).toContain('import pandas');
  expect(program()).toContain('import duckdb');
});

test('the code of the notebook guide runs as it stands', { timeout: 2 * LIMIT_MS }, async ({ skip }) => {
  const why = lacking();
  if (why !== null) return skip(why);
  const run = await writeSimulatedRun(folder, { speeds: { candidate: 19, baseline: 20 }, launchNoise: 0.01 });
  for (const table of tableNames)
    await exportTable({ runs: [run], table, format: 'parquet' }, join(folder, `${table}.parquet`));
  const said = execFileSync(python, ['-c', program()], { cwd: folder, encoding: 'utf8', timeout: LIMIT_MS });
  expect(said).toContain('simulated: nothing here was measured on a real phone');
  expect(said).toMatch(/one\s+decode_rate\s+-[45]\.\d+/);
});
