import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { tick } from './coordinator.ts';
import type { Database } from './database.ts';
import { judgeEnded } from './judge-runs.ts';
import { checkLab } from './lab-history.fixture.ts';
import { readPhones, readQueue, readStatus, setQuarantine } from './lab-status.ts';
import { labTests, resultAlone } from './lab-tests.fixture.ts';
import { MODEL, placesOf } from './lab-under-way.fixture.ts';
import { openCoordinatorQueue } from './queue.ts';
import { labManifest, launchesOf } from './simulated-lab.fixture.ts';

const { withDatabase } = labTests();

withDatabase('two hosts leave the result of one host, byte for byte', async (lab) => {
  const manifest = labManifest('two-hosts', ['one', 'two']);
  const expected = await resultAlone(lab, manifest);
  await lab.coordinator();
  await lab.worker('h1', ['one']);
  await lab.worker('h2', ['two']);
  await lab.submit(manifest);
  expect(expected).not.toContain('"excludes": true');
  expect(await lab.result('two-hosts')).toBe(expected);
  expect(await checkLab(lab)).toEqual([]);
  expect(await readStatus(lab.owner)).toMatchObject([{ run: 'two-hosts', sessions: { done: 2, lost: 0 } }]);
});

withDatabase('places of a pool go to phones that are free, and no phone takes two of a run', async (lab) => {
  const places = placesOf(2);
  await lab.coordinator();
  await lab.worker('h1', ['one']);
  await lab.submit(labManifest('pooled', places), { pool: MODEL });
  await lab.until(async () => (await readQueue(lab.owner)).length === 1);
  await lab.until(async () => (await readStatus(lab.owner))[0]?.sessions.done === 1);
  // The phone is free again, and waits for another run.
  expect(await readQueue(lab.owner)).toMatchObject([{ wants: MODEL }]);
  await lab.worker('h2', ['two']);
  const result = JSON.parse(await lab.result('pooled')) as { summaries: { device: string }[] };
  expect([...new Set(result.summaries.map(({ device }) => device))].sort()).toEqual(['one', 'two']);
  expect(await checkLab(lab)).toEqual([]);
});

withDatabase('at its deadline a run is judged without what waits', async (lab) => {
  await lab.coordinator();
  await lab.submit(labManifest('late', ['one']), { deadline: new Date(Date.now() + 300) });
  const result = JSON.parse(await lab.result('late')) as { verdict: { verdict: string } };
  expect(result.verdict.verdict).toBe('INVALID');
  expect(await readStatus(lab.owner)).toMatchObject([{ sessions: { lost: 1, waiting: 0 } }]);
});

withDatabase(
  'a phone in quarantine gets nothing until it is released; what is meant for it waits',
  async (lab) => {
    await lab.worker('h1', ['one']);
    await lab.until(async () => (await readPhones(lab.owner)).length === 1);
    await setQuarantine(lab.owner, 'one', 'its battery swells');
    await lab.coordinator();
    await lab.submit(labManifest('waits', ['one']));
    await lab.until(async () => (await readQueue(lab.owner)).some(({ tag }) => tag !== null));
    await setTimeout(300);
    expect(await launchesOf(lab.phones, 'one')).toEqual([]);
    await setQuarantine(lab.owner, 'one', null);
    await lab.result('waits');
  },
);

withDatabase('what the queue has lost is queued again from the tables', async (lab) => {
  const ports = await lab.coordinatorPorts();
  await lab.submit(labManifest('again', ['one']));
  await tick(ports);
  await lab.owner.query('delete from pgboss.job');
  await lab.coordinator();
  await lab.worker('h1', ['one']);
  await lab.result('again');
  expect(await checkLab(lab)).toEqual([]);
});

withDatabase(
  'two coordinators that are killed at 20 random moments leave what one would have left',
  async (lab) => {
    const manifest = labManifest('killed', ['one', 'two']);
    const expected = await resultAlone(lab, manifest);
    const random = createRandom(5);
    await lab.worker('h1', ['one', 'two']);
    await lab.submit(manifest);
    for (let kill = 0; kill < 20; kill++) {
      const database = dying(await lab.as('heatsoak_desk'), Math.floor(random.uniform() * 40));
      const ports = await openCoordinatorQueue(database).then(
        (queue) => lab.coordinatorPorts({ database, queue }),
        () => null,
      );
      if (ports)
        await tick(ports)
          .then(() => judgeEnded(ports))
          .catch(() => undefined);
    }
    await lab.coordinator();
    await lab.coordinator();
    expect(await lab.result('killed')).toBe(expected);
    expect(await checkLab(lab)).toEqual([]);
    // Nothing of what was under way when one of them was killed stays behind.
    expect(await readdir(join(lab.root, 'runs'))).toEqual(['killed']);
  },
);

/** A database that is gone for this process after so many statements. */
function dying(database: Database, statements: number): Database {
  let left = statements;
  const query: Database['query'] = (text, values) => {
    if (left-- <= 0) throw new Error('the coordinator is dead');
    return database.query(text, values);
  };
  return {
    query,
    transaction: (work) => database.transaction((inside) => work(dying(inside, Math.max(0, left)))),
    close: () => database.close(),
  };
}
