import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRunWithFiles } from '../baseline/measured-files.fixture.ts';
import { setBaseline } from '../baseline/set-baseline.ts';
import { mark } from '../history/mark.ts';
import { rotateRuns } from './rotate-runs.ts';

let folder = '';
let runs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-rotate-'));
  runs = join(folder, 'runs');
  await mkdir(runs);
  for (let day = 1; day <= 6; day++)
    await writeRunWithFiles(runs, folder, {
      ...{ run: `r${day}`, at: `2026-01-0${day}T03:00:00.000Z`, blocks: 1, speeds: { candidate: 20 } },
    });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const left = async (): Promise<string[]> => (await readdir(runs)).filter((name) => /^r\d$/.test(name)).sort();

test('runs beyond the bound go; those that a baseline, a mark, a waiver or a process names stay, and so does tonight’s', async () => {
  const now = () => new Date('2026-01-07T00:00:00.000Z');
  await setBaseline({ runs, run: 'r1', who: 'anna', why: 'agreed' }, { now, folders: { cache: folder } });
  await mark({ runs, run: 'r2', bad: true, why: 'the fan was off' });
  const gate = join(folder, 'gate.json');
  const waiver = { metric: 'ttft', owner: 'anna', until: '2026-02-01', why: 'see r3' };
  await writeFile(gate, JSON.stringify({ waivers: [waiver] }));
  await writeFile(join(runs, 'r4', 'run.lease.json'), '{}');
  expect(await rotateRuns(runs, { nights: 1, tonight: 'r6', gate })).toMatchObject({ removed: ['r5'] });
  expect(await left()).toEqual(['r1', 'r2', 'r3', 'r4', 'r6']);
});

test('what is freed is told, a folder that is no run stays, and nothing of a deleted run is left behind', async () => {
  await mkdir(join(runs, 'notes'));
  const { removed, freedBytes } = await rotateRuns(runs, { nights: 2, tonight: 'r6' });
  expect(removed).toEqual(['r1', 'r2', 'r3', 'r4']);
  expect(freedBytes).toBeGreaterThan(1000);
  expect(await readdir(runs)).toContain('notes');
  expect(await readdir(runs)).not.toContain('.trash');
});

test('without a bound nothing is deleted', async () => {
  expect(await rotateRuns(runs, { tonight: 'r6' })).toEqual({ removed: [], freedBytes: 0 });
  expect(await left()).toHaveLength(6);
});
