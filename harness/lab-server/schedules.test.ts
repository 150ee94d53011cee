import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cron, nextTimes, openCron } from './cron.ts';
import { readStatus } from './lab-status.ts';
import { type LabUnderWay, labUnderWay, MODEL } from './lab-under-way.fixture.ts';
import { postgresLacks } from './postgres.fixture.ts';
import { beginScheduled, dropSchedule, readSchedules, type ScheduledRun, setSchedule } from './schedules.ts';
import { serverOfFile } from './server-of-file.fixture.ts';
import { labManifest } from './simulated-lab.fixture.ts';
import { asHandedIn } from './submit-run.ts';

const lacks = postgresLacks();
const server = serverOfFile(lacks);
let lab: LabUnderWay;
let crons: Cron[] = [];
beforeEach(async () => {
  if (!lacks) lab = await labUnderWay(server());
});
afterEach(async () => {
  await Promise.all(crons.map((each) => each.close()));
  crons = [];
  await lab?.close();
});
const withDatabase = test.skipIf(lacks !== null);

const nightly = (more: Partial<ScheduledRun> = {}): ScheduledRun => ({
  ...{ name: 'nightly', cron: '* * * * *', timeZone: 'Europe/Zurich', deadlineHours: 23 },
  ...{ manifest: labManifest('planned', ['one']), pools: new Map(), cooldown },
  ...more,
});
const cooldown = { batteryCelsius: 32, limitSeconds: 60 };

async function cron(): Promise<Cron> {
  const opened = await openCron(await lab.as('heatsoak_desk'), { lookSeconds: 1 });
  crons.push(opened);
  return opened;
}

const fiveHoursAgo = (): string => `0 ${(new Date().getUTCHours() + 19) % 24} * * *`;

/** What the engine waits for, as its own table has it. */
const waitedFor = () => lab.owner.query('select key, cron, timezone from pgboss.schedule order by key');

withDatabase(
  'what is scheduled is begun by the clock, once a time, by whichever coordinator comes first',
  async () => {
    await setSchedule(await lab.as('heatsoak_team_a'), nightly());
    await lab.worker('h1', ['one']);
    for (let i = 0; i < 2; i++) await lab.coordinator({ cron: await cron() });
    let run = '';
    await lab.until(async () => {
      run = (await readSchedules(lab.owner))[0]?.lastRun ?? '';
      return run !== '';
    });
    expect(JSON.parse(await lab.result(run))).toMatchObject({ run });
    // A minute may have passed: each has one run at most.
    const runs = await readStatus(lab.owner);
    expect(new Set(runs.map(({ run: id }) => id.slice(0, '2026-01-01T00-00'.length))).size).toBe(runs.length);
    expect(runs.at(-1)).toMatchObject({ run, team: 'a', sessions: { done: 1 } });
  },
);

withDatabase('a job that is handed out twice begins one run, with one set of sessions', async () => {
  const database = await lab.as('heatsoak_desk');
  await setSchedule(await lab.as('heatsoak_team_a'), nightly({ pools: new Map([['one', MODEL]]) }));
  const job = { id: '01234567-89ab-7def-8123-456789abcdef', schedule: 'a/nightly' };
  const due = [1, 2].map(() => ({ ...job, at: new Date('2026-11-22T03:00:00.400Z') }));
  const twice = {
    ...(await cron()),
    take: async () => due.shift() ?? null,
    complete: async () => undefined,
  };
  const said: string[] = [];
  await beginScheduled(database, twice, (line) => said.push(line));
  expect(said).toEqual(['2026-11-22T03-00-00Z-abcdef: begun by the schedule a/nightly']);
  expect(await lab.owner.query('select run, slot, pool, phone from heatsoak.session')).toEqual([
    { run: '2026-11-22T03-00-00Z-abcdef', slot: 'one', pool: MODEL, phone: null },
  ]);
});

withDatabase('times that came while no coordinator ran are made up for once', async () => {
  await setSchedule(await lab.as('heatsoak_team_a'), nightly({ cron: fiveHoursAgo(), timeZone: 'UTC' }));
  const database = await lab.as('heatsoak_desk');
  const first = await cron();
  await beginScheduled(database, first, () => undefined);
  await first.close();
  // Ten hours of which the engine knows nothing.
  await lab.owner.query(`update pgboss.version set cron_on = now() - interval '10 hours'`);
  await lab.owner.query(`update pgboss.schedule set created_on = now() - interval '1 day'`);
  const second = await cron();
  const said: string[] = [];
  await lab.until(async () => {
    await beginScheduled(database, second, (line) => said.push(line));
    return said.length > 0;
  });
  await beginScheduled(database, second, (line) => said.push(line));
  expect(said).toHaveLength(1);
});

withDatabase(
  'a schedule that is replaced or removed is so in the engine; one that means no time stops no other',
  async () => {
    const [team, database] = [await lab.as('heatsoak_team_a'), await lab.as('heatsoak_desk')];
    const engine = await cron();
    const tick = () => beginScheduled(database, engine, () => undefined);
    await setSchedule(team, nightly({ cron: '0 1 * * *' }));
    await setSchedule(await lab.as('heatsoak_team_b'), nightly({ cron: 'at noon' }));
    await tick();
    expect(await waitedFor()).toEqual([{ key: 'a/nightly', cron: '0 1 * * *', timezone: 'Europe/Zurich' }]);
    await setSchedule(team, nightly({ cron: '0 2 * * *', timeZone: 'UTC' }));
    await tick();
    expect(await waitedFor()).toEqual([{ key: 'a/nightly', cron: '0 2 * * *', timezone: 'UTC' }]);
    await dropSchedule(team, 'nightly');
    await tick();
    expect(await waitedFor()).toEqual([]);
  },
);

withDatabase('a schedule is its team’s, and nobody else begins what it asks for', async () => {
  const [a, b] = [await lab.as('heatsoak_team_a'), await lab.as('heatsoak_team_b')];
  const refused = expect.objectContaining({ code: 'LAB_REFUSED' });
  await setSchedule(a, nightly());
  expect(await readSchedules(b)).toEqual([]);
  await expect(dropSchedule(b, 'nightly')).rejects.toMatchObject({ code: 'LAB_SCHEDULE_UNKNOWN' });
  await expect(setSchedule(await lab.as('heatsoak_host_h1'), nightly())).rejects.toEqual(refused);
  await expect(a.query(`select heatsoak.begin_scheduled('a/nightly', 'x', '{}')`)).rejects.toEqual(refused);
  await expect(a.query(`update heatsoak.schedule set cron = '* * * * *'`)).rejects.toEqual(refused);
  await expect(a.query('select * from pgboss.schedule')).rejects.toEqual(refused);
});

withDatabase('the next times are those of the time zone, and what is none is told', async () => {
  const next = await nextTimes(lab.owner, { cron: '30 1 1 7 *', timeZone: 'Europe/Zurich' }, 1);
  expect(next.map((time) => time.toISOString().slice(4))).toEqual(['-06-30T23:30:00.000Z']);
  for (const wrong of [
    { cron: '0 25 * * *', timeZone: 'UTC' },
    { cron: '0 1 * * *', timeZone: 'Europe/Zürich' },
  ])
    await expect(nextTimes(lab.owner, wrong, 1)).rejects.toMatchObject({ code: 'USAGE' });
});

test('what is handed in names no path of the host that planned it', () => {
  const planned = labManifest('planned', ['one']);
  const secret = '/home/anna/builds';
  const builds = planned.builds.map((build) => ({
    ...build,
    app: { ...build.app, path: `${secret}/new.ipa` },
    model: { ...build.model, path: `${secret}/model.gguf` },
  }));
  const manifest = { ...planned, builds };
  expect(JSON.stringify(manifest)).toContain(secret);
  expect(JSON.stringify(asHandedIn({ manifest, cooldown, pools: new Map() }))).not.toContain(secret);
});
