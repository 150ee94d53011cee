import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { hostCalls } from './host-calls.ts';
import { labOfFile } from './lab-of-file.fixture.ts';
import { cancelRun, readStatus } from './lab-status.ts';
import { labUnderWay, MODEL } from './lab-under-way.fixture.ts';
import { openQueue } from './queue.ts';
import { labManifest } from './simulated-lab.fixture.ts';

/** A lab in which host h1 has measured a run of team a; whoever else asks may not touch it. */
const { lacks, withLab, lab } = labOfFile(labUnderWay);
const roles: Record<string, Database> = {};
beforeAll(async () => {
  if (lacks) return;
  for (const role of [
    'heatsoak_host_h1',
    'heatsoak_host_h2',
    'heatsoak_team_a',
    'heatsoak_team_b',
    'heatsoak_desk',
  ])
    roles[role] = await lab().as(role);
  await lab()
    .owner.query('create role stranger login')
    .catch(() => undefined);
  roles['stranger'] = await lab().as('stranger');
  await lab().coordinator();
  await lab().worker('h1', ['one']);
  await lab().submit(labManifest('done', ['one']));
  await lab().result('done');
  await lab().submit(labManifest('waits', ['elsewhere']));
  await lab().until(
    async () => (await lab().owner.query('select 1 from pgboss.job where state < $1', ['active'])).length > 0,
  );
});

/** What is tried, as SQL that the owner of the tables could run. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  heatsoak_host_h1: [
    'select manifest from heatsoak.run',
    'select * from heatsoak.log',
    'select * from heatsoak.team',
    `insert into heatsoak.run (run, team, manifest, cooldown) values ('x', 'a', '{}', '{}')`,
    `update heatsoak.run set manifest = '{}'`,
    `update heatsoak.run set verdict = 'GO'`,
    `update heatsoak.session set state = 'done'`,
    `update heatsoak.log set sha256 = repeat('0', 64)`,
    'delete from heatsoak.log',
    'delete from heatsoak.journal',
    'delete from heatsoak.late',
    `update heatsoak.phone set quarantined = null`,
    `insert into pgboss.job (name, data) values ('phone/one', '{}')`,
    'delete from pgboss.job',
    'create table pgboss.mine (i int)',
    'create table heatsoak.mine (i int)',
    `select heatsoak.complete_job('phone/one', gen_random_uuid())`,
    `select heatsoak.submit('x', '{}', '{}', null, '[]')`,
    `select heatsoak.cancel('waits')`,
    'set role heatsoak_coordinator',
  ],
  heatsoak_team_a: [
    `insert into heatsoak.run (run, team, manifest, cooldown) values ('x', 'b', '{}', '{}')`,
    `update heatsoak.run set verdict = 'GO'`,
    'select * from heatsoak.log',
    'select * from pgboss.job',
    `select heatsoak.claim('waits', 'elsewhere', 'one', gen_random_uuid())`,
    `select heatsoak.settle('done', 'one', 1, 'lost', null)`,
    `update heatsoak.phone set quarantined = 'mine now'`,
    'delete from heatsoak.run',
  ],
  heatsoak_desk: [
    'delete from heatsoak.log',
    `update heatsoak.log set sha256 = repeat('0', 64)`,
    'delete from heatsoak.journal',
    `insert into heatsoak.log (run, slot, attempt, launch, sha256, size, bytes) values ('done', 'one', 1, 'x', repeat('0', 64), 0, '')`,
    `insert into heatsoak.late (run, slot, attempt) values ('done', 'one', 1)`,
    'delete from heatsoak.run',
    'drop table heatsoak.log',
  ],
  stranger: [
    'select * from heatsoak.run',
    'select * from pgboss.job',
    `select heatsoak.my_sessions()`,
    `select heatsoak.submit('x', '{}', '{}', null, '[]')`,
  ],
};

describe.skipIf(lacks !== null)('what the database refuses', () => {
  for (const [role, statements] of Object.entries(forbidden))
    test.each(statements)(`to ${role}: %s`, async (statement) => {
      await expect(roles[role]?.query(statement)).rejects.toMatchObject({ code: 'LAB_REFUSED' });
    });
});

const as = (role: string): Database => {
  const database = roles[role];
  if (!database) throw new Error(`nobody is ${role}`);
  return database;
};

withLab("a host cannot act on another host's phone, session or evidence", async () => {
  const calls = hostCalls(as('heatsoak_host_h2'));
  const key = { run: 'done', slot: 'one', attempt: 1 };
  const refused = expect.objectContaining({ code: 'LAB_REFUSED' });
  const job = {
    run: 'waits',
    slot: 'elsewhere',
    id: '00000000-0000-0000-0000-000000000000',
    queue: 'phone/one',
  };
  await expect(calls.ask([{ id: 'one', udid: null, model: MODEL, device: {} }])).rejects.toEqual(refused);
  await expect(calls.claim(job, 'one')).rejects.toEqual(refused);
  await expect(calls.ship(key, { logs: new Map([['l0', Buffer.from('x')]]) })).rejects.toEqual(refused);
  await expect(calls.ship(key, { journal: { start: 0, bytes: Buffer.from('x') } })).rejects.toEqual(refused);
  await expect(calls.settle(key, 'lost', null)).rejects.toEqual(refused);
  await expect(calls.earlier({ ...key, attempt: 2 })).rejects.toEqual(refused);
  expect(await calls.beat([key])).toEqual([]);
});

withLab('jobs of phones of another host are neither seen nor taken', async () => {
  const database = as('heatsoak_host_h1');
  expect(await lab().owner.query(`select 1 from pgboss.job where name = 'phone/elsewhere'`)).toHaveLength(1);
  expect(await database.query(`select 1 from pgboss.job where name = 'phone/elsewhere'`)).toEqual([]);
  expect(await (await openQueue(database)).take('phone/elsewhere')).toBeNull();
  await database.query(`update pgboss.job set state = 'completed' where name = 'phone/elsewhere'`);
  expect(await lab().owner.query(`select state from pgboss.job where name = 'phone/elsewhere'`)).toEqual([
    { state: 'created' },
  ]);
});

withLab('a host cannot claim by a job that it made up, nor for a phone that is not meant', async () => {
  const calls = hostCalls(as('heatsoak_host_h1'));
  const [row] = await lab().owner.query<{ job: string }>(
    `select job from heatsoak.session where run = 'waits'`,
  );
  const job = { run: 'waits', slot: 'elsewhere', queue: 'phone/one' };
  expect(await calls.claim({ ...job, id: '00000000-0000-0000-0000-000000000000' }, 'one')).toBeNull();
  expect(await calls.claim({ ...job, id: String(row?.job) }, 'one')).toBeNull();
});

withLab('a team sees and cancels its own runs alone', async () => {
  const [own, other] = [as('heatsoak_team_a'), as('heatsoak_team_b')];
  expect((await readStatus(own)).map(({ run }) => run).sort()).toEqual(['done', 'waits']);
  expect(await readStatus(other)).toEqual([]);
  expect(await other.query('select * from heatsoak.session')).toEqual([]);
  expect(await other.query('select * from heatsoak.attempt')).toEqual([]);
  await expect(cancelRun(other, 'waits')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
});

withLab('evidence that is larger than any log is refused', async () => {
  const calls = hostCalls(as('heatsoak_host_h1'));
  const key = { run: 'done', slot: 'one', attempt: 1 };
  const journal = { start: 1e6, bytes: Buffer.alloc(17 * 2 ** 20) };
  await expect(calls.ship(key, { journal })).rejects.toThrow('check constraint');
});

withLab('a piece of a journal that is brought again has grown, and is never changed', async () => {
  const calls = hostCalls(as('heatsoak_host_h1'));
  const key = { run: 'done', slot: 'one', attempt: 1 };
  const start = 2e6;
  for (const lines of ['one\n', 'one\ntwo\n', 'one\n', 'another\nline\n'])
    await calls.ship(key, { journal: { start, bytes: Buffer.from(lines) } });
  const rows = await lab().owner.query('select bytes from heatsoak.journal where start = $1', [start]);
  expect(rows).toEqual([{ bytes: Buffer.from('one\ntwo\n') }]);
});
