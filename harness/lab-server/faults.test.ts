import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { tick } from './coordinator.ts';
import { type HostCalls, hostCalls } from './host-calls.ts';
import { checkLab } from './lab-history.fixture.ts';
import { cancelRun, readPhones, readStatus } from './lab-status.ts';
import { labTests, resultAlone } from './lab-tests.fixture.ts';
import { type LabUnderWay, MODEL, placesOf } from './lab-under-way.fixture.ts';
import { type FetchedJob, openQueue } from './queue.ts';
import { labManifest, launchesOf, simulatedPerform } from './simulated-lab.fixture.ts';

const { withDatabase } = labTests(400);

/**
 * Has the place of a host that says nothing any more given back to its pool. The lab's own coordinator has more patience: a worker
 * that lives may be silent for seconds on a busy host.
 */
async function givenUp(lab: LabUnderWay): Promise<void> {
  const hasty = await lab.coordinatorPorts({ giveUpSeconds: 1 });
  await lab.until(async () => {
    await tick(hasty);
    return (await lab.owner.query(`select 1 from heatsoak.session where phone is null`)).length > 0;
  });
}

const hasBegun = (lab: LabUnderWay, phone: string, launches: number) => async () =>
  (await launchesOf(lab.phones, phone)).length >= launches;

withDatabase(
  'a worker that is killed in mid-block: the next one fetches what the phone measured alone',
  async (lab) => {
    const manifest = labManifest('killed', ['one', 'two']);
    const expected = await resultAlone(lab, manifest);
    await lab.coordinator();
    await lab.submit(manifest);
    const worker = await lab.workerProcess('h1', ['one', 'two']);
    await lab.until(hasBegun(lab, 'one', 2));
    await worker.kill();
    await lab.workerProcess('h1', ['one', 'two']);
    expect(await lab.result('killed')).toBe(expected);
    expect(await checkLab(lab)).toEqual([]);
    // Nothing was measured twice: the launch under way was adopted.
    for (const phone of ['one', 'two']) expect(await launchesOf(lab.phones, phone)).toHaveLength(4);
  },
);

withDatabase('a host whose disk is lost goes on with what it had shipped', async (lab) => {
  const manifest = labManifest('new-disk', ['one']);
  const expected = await resultAlone(lab, manifest);
  await lab.coordinator();
  await lab.submit(manifest);
  const first = await lab.worker('h1', ['one']);
  await lab.until(async () => (await lab.owner.query('select 1 from heatsoak.log')).length >= 2);
  await first.stop();
  await lab.worker('h1', ['one'], { home: join(lab.root, 'new-disk') });
  expect(await lab.result('new-disk')).toBe(expected);
  expect(await checkLab(lab)).toEqual([]);
  expect((await launchesOf(lab.phones, 'one')).length).toBeLessThanOrEqual(5);
});

withDatabase(
  'the database crashes under measuring phones: they measure on, and nothing is lost',
  async (lab, server) => {
    const manifest = labManifest('crashed', ['one']);
    const expected = await resultAlone(lab, manifest);
    await lab.coordinator();
    await lab.worker('h1', ['one']);
    await lab.submit(manifest);
    await lab.until(hasBegun(lab, 'one', 1));
    server.crash();
    await lab.until(hasBegun(lab, 'one', 3));
    server.start();
    expect(await lab.result('crashed')).toBe(expected);
    expect(await checkLab(lab)).toEqual([]);
    expect(await launchesOf(lab.phones, 'one')).toHaveLength(4);
  },
);

withDatabase(
  'a host that dies for good gives its place to another phone; its launches stay and are not scored',
  async (lab) => {
    await lab.coordinator();
    const dead = await lab.workerProcess('h1', ['dead'], { simulated: { ...lab.phones, staysIn: 2 } });
    await lab.submit(labManifest('pooled', placesOf(1)), { pool: MODEL });
    await lab.until(async () => (await lab.owner.query('select 1 from heatsoak.log')).length >= 1);
    await dead.kill();
    await givenUp(lab);
    await lab.worker('h2', ['alive']);
    const result = JSON.parse(await lab.result('pooled')) as { summaries: { device: string }[] };
    expect([...new Set(result.summaries.map(({ device }) => device))]).toEqual(['alive']);
    expect(await launchesOf(lab.phones, 'alive')).toHaveLength(4);
    expect(await readdir(join(lab.root, 'runs/pooled/attempts'))).toEqual([expect.stringMatching(/^dead-/)]);
    expect(await checkLab(lab)).toEqual([]);
  },
);

withDatabase(
  'a host that is cut off and back finds its session gone; what it measured is kept, never scored',
  async (lab) => {
    await lab.coordinator();
    const calls = hostCalls(await lab.as('heatsoak_host_h1'));
    let isCut = false;
    await lab.worker('h1', ['cut'], {
      calls: cutBy(calls, () => isCut),
      perform: simulatedPerform({ ...lab.phones, staysIn: 2 }),
      heartbeatSeconds: 0.2,
    });
    await lab.submit(labManifest('split', placesOf(1), 2), { pool: MODEL });
    await lab.until(async () => (await lab.owner.query('select 1 from heatsoak.log')).length >= 1);
    isCut = true;
    await givenUp(lab);
    await lab.worker('h2', ['other']);
    await lab.until(hasBegun(lab, 'other', 1));
    isCut = false;
    await lab.until(async () => lab.said.some((line) => line.includes('had lost its claim')));
    const result = JSON.parse(await lab.result('split')) as { summaries: { device: string }[] };
    expect([...new Set(result.summaries.map(({ device }) => device))]).toEqual(['other']);
    expect(await checkLab(lab)).toEqual([]);
  },
);

withDatabase('a run that is cancelled lets its phones go, and what was measured is judged', async (lab) => {
  await lab.coordinator();
  await lab.worker('h1', ['one'], { heartbeatSeconds: 0.2 });
  await lab.submit(labManifest('cancelled', ['one'], 4));
  await lab.until(hasBegun(lab, 'one', 2));
  await expect(cancelRun(await lab.as('heatsoak_team_b'), 'cancelled')).rejects.toMatchObject({
    code: 'RUN_UNKNOWN',
  });
  await cancelRun(await lab.as('heatsoak_team_a'), 'cancelled');
  await lab.result('cancelled');
  await lab.until(async () => (await readPhones(lab.owner))[0]?.run === null);
  expect((await launchesOf(lab.phones, 'one')).length).toBeLessThan(16);
  expect(await readStatus(lab.owner)).toMatchObject([{ state: 'cancelled', sessions: { cancelled: 1 } }]);
});

withDatabase('an attempt that lost its claim settles nothing, and its late log is taken', async (lab) => {
  const coordinator = await lab.coordinator();
  await lab.submit(labManifest('late', ['one']));
  const calls = hostCalls(await lab.as('heatsoak_host_h1'));
  await calls.ask([{ id: 'one', udid: null, model: MODEL, device: { name: 'one' } }]);
  const jobOf = async () => {
    const text = `select run, slot, job as id, queue from heatsoak.session where job is not null`;
    const [job] = await lab.owner.query<{ run: string; slot: string; id: string; queue: string }>(text);
    if (!job) throw new Error('it is queued');
    return job;
  };
  await lab.until(async () => Boolean(await jobOf()));
  const job = await jobOf();
  const [first, second] = [await calls.claim(job, 'one'), await calls.claim(job, 'one')];
  expect([first, second]).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  const key = { run: 'late', slot: 'one', attempt: 1 };
  await calls.ship(key, { logs: new Map([['l0', Buffer.from('late')]]) });
  expect(await calls.beat([key, { ...key, attempt: 2 }])).toEqual([{ ...key, attempt: 2 }]);
  expect(await calls.settle(key, 'done', null)).toBe(false);
  expect(await calls.settle({ ...key, attempt: 2 }, 'done', null)).toBe(true);
  expect(await calls.settle({ ...key, attempt: 2 }, 'lost', null)).toBe(false);
  expect(await lab.owner.query('select attempt, launch from heatsoak.log')).toEqual([
    { attempt: 1, launch: 'l0' },
  ]);
  await coordinator.stop();
});

withDatabase('what was measured again lies beside what counts in the archived run', async (lab) => {
  await lab.coordinator({ judge: async () => 'INVALID' });
  await lab.submit(labManifest('again', ['one']));
  const calls = hostCalls(await lab.as('heatsoak_host_h1'));
  await calls.ask([{ id: 'one', udid: null, model: MODEL, device: { name: 'one' } }]);
  const queue = await openQueue(await lab.as('heatsoak_host_h1'));
  const jobs: FetchedJob[] = [];
  await lab.until(async () => {
    const taken = await queue.take('phone/one');
    return taken !== null && jobs.push(taken) > 0;
  });
  const [job] = jobs;
  if (!job) throw new Error('it is queued');
  expect(await calls.claim(job, 'one')).toMatchObject({ attempt: 1 });
  const key = { run: 'again', slot: 'one', attempt: 1 };
  const launch = 'quick-b0-p0-baseline';
  for (const log of ['first', 'second'])
    await calls.ship(key, { logs: new Map([[launch, Buffer.from(log)]]) });
  await calls.settle(key, 'done', null);
  await queue.close();
  const archived = join(lab.root, 'runs/again');
  await lab.until(async () => (await readdir(archived)).includes('seal.json'));
  expect(await readFile(join(archived, `events/one/${launch}.jsonl`), 'utf8')).toBe('second');
  expect(await readFile(join(archived, `superseded/one/${launch}-1.jsonl`), 'utf8')).toBe('first');
  expect(await checkLab(lab)).toEqual([]);
});

withDatabase('two sessions of one phone at once are refused by the database itself', async (lab) => {
  for (const run of ['a', 'b']) await lab.submit(labManifest(run, ['one']));
  await lab.owner.query(`update heatsoak.session set state = 'active' where run = 'a'`);
  await expect(
    lab.owner.query(`update heatsoak.session set state = 'active' where run = 'b'`),
  ).rejects.toThrow('one_session_a_phone');
});

withDatabase('a history with a planted fault is found out', async (lab) => {
  await lab.submit(labManifest('faulty', ['one']));
  await lab.owner.query(`insert into heatsoak.attempt (run, slot, attempt, phone, host) values
    ('faulty', 'one', 1, 'one', 'h1'), ('faulty', 'one', 3, 'one', 'h1')`);
  await lab.owner.query(
    `insert into heatsoak.log (run, slot, attempt, launch, sha256, size, bytes)
     values ('faulty', 'one', 1, 'l0', repeat('0', 64), 4, $1)`,
    [gzipSync('text')],
  );
  const journal = join(lab.root, 'runs/faulty/events');
  await mkdir(journal, { recursive: true });
  const line = (seq: number) =>
    `{"v":1,"seq":${seq},"t":0,"type":"harness.launch","launch":"l0","outcome":"finished","message":null}\n`;
  await writeFile(join(journal, 'one.jsonl'), line(0) + line(2));
  await mkdir(join(lab.phones.folder, 'one'), { recursive: true });
  await writeFile(join(lab.phones.folder, 'one/commands'), 'launch faulty.l0 100\nterminate - 200\n');
  expect(await checkLab(lab)).toEqual([
    expect.stringContaining('at once'),
    expect.stringContaining('attempts 1, 3'),
    expect.stringContaining('scores l0 twice'),
    expect.stringContaining('gap at 1'),
    // Once for each time that it is scored.
    expect.stringContaining('terminate reached one in the middle of l0'),
    expect.stringContaining('terminate reached one in the middle of l0'),
    expect.stringContaining('has lost l0'),
  ]);
});

/** A host's way to the lab that can be cut. */
function cutBy(calls: HostCalls, isCut: () => boolean): HostCalls {
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isCut()) throw new HeatsoakError('LAB_UNREACHABLE', 'the link is cut');
      await setTimeout(0);
      return call(...args);
    };
  return {
    ask: guarded(calls.ask),
    claim: guarded(calls.claim),
    beat: guarded(calls.beat),
    ship: guarded(calls.ship),
    settle: guarded(calls.settle),
    earlier: guarded(calls.earlier),
  };
}
