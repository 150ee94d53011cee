import { expect, test } from 'vitest';
import { postgresLacks } from '../../harness/lab-server/postgres.fixture.ts';
import { soakLab } from './soak-lab.ts';

const lacks = postgresLacks();

test.skipIf(lacks !== null)(
  `a lab goes on through one fault of each kind${lacks === null ? '' : ` (${lacks})`}`,
  async () => {
    const outcome = await soakLab({
      seed: 4,
      faults: 7,
      limitMinutes: 8,
      longestMs: 500,
      say: () => undefined,
    });
    expect(outcome.problems).toEqual([]);
    expect(Object.values(outcome.faults)).toEqual(Array(7).fill(1));
  },
  720_000,
);
