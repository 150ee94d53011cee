import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { thisProcess } from '../../files/owner.ts';
import { writeSimulatedRun } from '../simulated-run.fixture.ts';
import { listRuns } from './list-runs.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-list-'));
  const build = { speeds: { candidate: 20, baseline: 20 }, blocks: 1 };
  await writeSimulatedRun(root, { ...build, run: 'a', at: '2026-01-01T03:00:00.000Z' });
  const second = await writeSimulatedRun(root, { ...build, run: 'b', at: '2026-01-02T03:00:00.000Z' });
  await writeFile(join(second, 'report.html'), '');
  await rename(second, join(root, 'moved'));
  await mkdir(join(root, 'notes'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const ids = async (options: Parameters<typeof listRuns>[0]): Promise<string[]> =>
  (await listRuns({ runs: root, ...options }, { now: () => new Date('2026-01-03T03:00:00Z') })).runs.map(
    ({ run }) => run,
  );

test('runs are listed the newest first, with folder and report wherever they lie', async () => {
  const { runs, all, skipped } = await listRuns({ runs: root });
  expect(runs.map(({ run, folder, report }) => [run, folder, report])).toEqual([
    ['b', join(root, 'moved'), join(root, 'moved', 'report.html')],
    ['a', join(root, 'a'), null],
  ]);
  expect(all).toBe(2);
  expect(skipped.map(({ folder }) => folder)).toEqual(['notes']);
});

test('a time is a day, or so far back from now', async () => {
  expect(await ids({ since: '2026-01-02' })).toEqual(['b']);
  expect(await ids({ since: '1d' })).toEqual(['b']);
  expect(await ids({ since: '2d' })).toEqual(['b', 'a']);
  await expect(ids({ since: 'yesterday' })).rejects.toMatchObject({ code: 'USAGE' });
});

test('the newest alone can be asked for', async () => {
  expect(await ids({ last: 1 })).toEqual(['b']);
});

test('a run that a process still measures has no verdict, and one whose process is gone has', async () => {
  const lease = join(root, 'a', 'run.lease.json');
  const verdictOfA = async (holder: object) => {
    await writeFile(lease, JSON.stringify({ ...thisProcess(), run: 'a', since: '', ...holder }));
    const { runs } = await listRuns({ runs: root });
    return runs.find(({ run }) => run === 'a');
  };
  const measuring = await verdictOfA({});
  expect(measuring?.verdict).toBe('measuring');
  expect(measuring).not.toHaveProperty('headline');
  expect((await verdictOfA({ pid: 2 ** 30 }))?.verdict).toBe('INCONCLUSIVE');
  await rm(lease);
});
