import { buildHistory } from '../../harness/history/build-history.ts';
import type { HistoryDocument } from '../../harness/history/history-document.ts';
import { factsFixture, nightFixture, runName } from '../../harness/history/night.fixture.ts';
import type { Night } from '../../harness/history/night.ts';
import { createRandom } from '../../harness/statistics/random.ts';

const NIGHTS = 28;
const SLOWER_FROM = 21;
const NEW_OS_FROM = 3;

/** Two phones over four weeks: an iOS update, a candidate that gets 5 % slower, a lost phone, a missing day, a bad run. */
export function sampleHistory(): HistoryDocument {
  const random = createRandom(9);
  const nights = Array.from({ length: NIGHTS }, (_, i): Night => {
    const night = nightFixture(i, {});
    const facts = { ...factsFixture, osBuild: i < NEW_OS_FROM ? '23A341' : '23B85' };
    const cells = ['one', 'two'].flatMap((device) =>
      night.cells.map((cell) => {
        if (device === 'two' && i === 10) return { ...cell, device, facts, reason: 'iPhone two was lost' };
        const paired = (i < SLOWER_FROM ? 0 : -0.05) + 0.004 * random.gauss();
        return { ...cell, device, facts, paired, control: 3 + 0.01 * random.gauss() };
      }),
    );
    const devices = ['one', 'two'].map((id) => ({ id, name: `iPhone ${id} <x>`, os: '26.1' }));
    return { ...night, devices, cells };
  });
  const badRuns = { [runName(5)]: { why: 'the fan was off', at: '2026-03-01T00:00:00.000Z' } };
  return buildHistory({
    nights: nights.filter((_, i) => i !== 8),
    marks: { v: 1, badRuns, accepted: {} },
    confirmations: [],
    skipped: [{ folder: 'notes', reason: 'notes is not a run folder' }],
  });
}
