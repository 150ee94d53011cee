import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { verify } from '../app/verify.ts';
import { archiveRun, closeRun } from './archive-run.ts';
import type { Database } from './database.ts';
import { hostCalls } from './host-calls.ts';
import { checkLab } from './lab-history.fixture.ts';
import { labTests } from './lab-tests.fixture.ts';
import type { LabUnderWay } from './lab-under-way.fixture.ts';
import { pruneLogs } from './prune-logs.ts';
import { judgedResult, labManifest } from './simulated-lab.fixture.ts';

const { withDatabase } = labTests(1);

/** Has a run measured and judged. @returns its folder */
async function judged(lab: LabUnderWay, run: string): Promise<string> {
  await lab.submit(labManifest(run, ['one']));
  await lab.result(run);
  return join(lab.root, 'runs', run);
}

const isArchived = (lab: LabUnderWay, run: string) => async () =>
  (await lab.owner.query('select 1 from heatsoak.run where run = $1 and archived_at is not null', [run]))
    .length > 0;

withDatabase(
  'what comes when a run is judged lies in its folder, beside what counts; the result stays, and the folder is sealed',
  async (lab) => {
    await lab.coordinator();
    await lab.worker('h1', ['one']);
    const folder = await judged(lab, 'late');
    const result = await readFile(join(folder, 'result.json'), 'utf8');
    await lab.until(isArchived(lab, 'late'));
    const calls = hostCalls(await lab.as('heatsoak_host_h1'));
    const key = { run: 'late', slot: 'one', attempt: 1 };
    const logs = new Map([
      ['quick-b0-p0-baseline', Buffer.from('late\n')],
      ['quick-b0-p1-candidate-0001.ips', Buffer.from('a report\n')],
    ]);
    await calls.ship(key, { logs, journal: { start: 1e6, bytes: Buffer.from('{}\n') } });
    await lab.until(async () => lab.said.some((line) => line.includes('shipped late')));
    const [bundle = '', report = ''] = (await readdir(join(folder, 'attempts'))).sort();
    expect(JSON.parse(await readFile(join(folder, 'attempts', bundle), 'utf8'))).toMatchObject({
      launches: [{ launch: 'quick-b0-p0-baseline', log: 'late\n' }],
    });
    expect(await readFile(join(folder, 'attempts', report), 'utf8')).toBe('a report\n');
    expect(await verify(folder)).toMatchObject({ state: 'intact' });
    expect(await judgedResult(folder)).toBe(result);
    expect(await checkLab(lab)).toEqual([]);
    // What came once comes again, and is late no more.
    await calls.ship(key, { logs });
    expect(await lab.owner.query('select * from heatsoak.late')).toEqual([]);
    await lab.until(isArchived(lab, 'late'));
  },
);

withDatabase('a folder that is made again is what it was, whatever came late', async (lab) => {
  const coordinator = await lab.coordinator();
  await lab.worker('h1', ['one']);
  const folder = await judged(lab, 'again');
  const seal = await readFile(join(folder, 'seal.json'), 'utf8');
  await coordinator.stop();
  // As a host of an earlier version ships.
  const host = await lab.as('heatsoak_host_h1');
  const log = gzipSync('late\n');
  const sha256 = createHash('sha256').update('late\n').digest('hex');
  const key = ['again', 'one', 1];
  await host.query('select heatsoak.ship_log($1, $2, $3, $4, $5, $6, $7)', [
    ...[...key, 'quick-b0-p0-baseline', sha256, 5, log],
  ]);
  await host.query('select heatsoak.ship_journal($1, $2, $3, $4, $5)', [...key, 1, Buffer.from('late\n')]);
  expect(await lab.owner.query('select run, slot, attempt from heatsoak.late')).toHaveLength(1);
  await rm(folder, { recursive: true });
  await archiveRun(await lab.as('heatsoak_desk'), 'again', join(lab.root, 'runs'));
  const filesOf = (text: string): unknown => (JSON.parse(text) as { files: unknown }).files;
  expect(filesOf(await readFile(join(folder, 'seal.json'), 'utf8'))).toEqual(filesOf(seal));
});

withDatabase('a run of many sessions is archived with few questions', async (lab) => {
  const phones = Array.from({ length: 40 }, (_, i) => `phone-${i}`);
  await lab.submit(labManifest('many', phones));
  await lab.owner.query(
    `insert into heatsoak.attempt (run, slot, attempt, phone, host) select run, slot, 1, slot, 'h1' from heatsoak.session`,
  );
  const desk = await lab.as('heatsoak_desk');
  let questions = 0;
  const counting: Database = {
    ...desk,
    query(...asked) {
      questions++;
      return desk.query(...asked);
    },
  };
  await closeRun(desk, 'many');
  await archiveRun(counting, 'many', join(lab.root, 'runs'));
  expect(questions).toBeLessThanOrEqual(2 + 3 * Math.ceil(phones.length / 16));
});

withDatabase(
  'the owner lets go of logs that their folder has had for so many days, and of no others',
  async (lab) => {
    const coordinator = await lab.coordinator();
    await lab.worker('h1', ['one']);
    for (const run of ['old', 'new']) {
      await judged(lab, run);
      await lab.until(isArchived(lab, run));
    }
    await coordinator.stop();
    // A folder that lacks a log is found by the next coordinator, and the database keeps its copy.
    const damaged = await lab.coordinator({
      judge: async (folder) => {
        const events = join(folder, 'events/one');
        await rm(join(events, (await readdir(events))[0] ?? ''));
        return 'INVALID';
      },
    });
    await lab.submit(labManifest('damaged', ['one']));
    await lab.until(async () =>
      lab.said.some((line) => line.startsWith('damaged: the database keeps its logs')),
    );
    await damaged.stop();
    await lab.owner.query(
      `update heatsoak.run set archived_at = archived_at - interval '91 days' where run <> 'new'`,
    );
    await expect(pruneLogs(await lab.as('heatsoak_desk'), 90)).rejects.toMatchObject({ code: 'LAB_REFUSED' });
    expect(await pruneLogs(lab.owner, 90)).toMatchObject({ runs: ['old'], logs: 4 });
    expect(await lab.owner.query('select distinct run from heatsoak.log order by run')).toEqual([
      { run: 'damaged' },
      { run: 'new' },
    ]);
    expect(await lab.owner.query('select distinct run from heatsoak.journal order by run')).toHaveLength(2);
    expect(await pruneLogs(lab.owner, 90)).toEqual({ runs: [], logs: 0, bytes: 0 });
  },
);
