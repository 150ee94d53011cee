import { expect } from 'vitest';
import { labTests } from './lab-tests.fixture.ts';
import { MODEL, placesOf } from './lab-under-way.fixture.ts';
import type { PerformSession } from './serve-session.ts';
import { labManifest, launchesOf, simulatedPerform } from './simulated-lab.fixture.ts';

const { withDatabase } = labTests(1);

withDatabase(
  'a place of a pool goes to a phone of another host that is cool, not to one that would have to cool first',
  async (lab) => {
    await lab.coordinator();
    const perform: PerformSession = async (session) => {
      await simulatedPerform(lab.phones)(session);
      const journal = await session.folder.openJournal('hot', session.nowUs);
      await journal.append({
        ...{ type: 'cooldown', launch: 'quick-b0-p0-baseline', reason: 'a test', outcome: 'reached' },
        ...{ waitedMs: 600_000, limitMs: 1_800_000, thermalState: 'nominal', batteryCelsius: 30 },
      });
      await journal.close();
    };
    await lab.worker('h1', ['hot'], { perform, coolsByTheClock: () => true });
    await lab.submit(labManifest('first', ['hot']));
    await lab.result('first');
    await lab.submit(labManifest('pooled', placesOf(1)), { pool: MODEL });
    await lab.until(
      async () => (await lab.owner.query(`select 1 from pgboss.job where state = 'created'`)).length > 0,
    );
    // It is asked for what is meant for it alone, and leaves the place to others.
    await lab.submit(labManifest('second', ['hot']));
    await lab.result('second');
    await lab.worker('h2', ['cool']);
    await lab.result('pooled');
    expect(
      [await launchesOf(lab.phones, 'cool'), await launchesOf(lab.phones, 'hot')].map(({ length }) => length),
    ).toEqual([4, 8]);
  },
);
