import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Derived } from '../../judge/derive.ts';
import type { PlannedFault } from '../../virtual-phone/rig/planned-fault.ts';
import { outcomeOf } from './phone-outcome.fixture.ts';
import { resumedRun, riggedPlan, riggedRun } from './rigged-run.fixture.ts';
import { BESIDE, isChosen, isWhole } from './rows-together.fixture.ts';

const LIMIT_MS = 1_200_000;
/** As many as tell a change of 8 % from none, at a margin of 5 %. */
const BLOCKS = 3;
const MENDED = 'mended';

/** In the middle of the second block, and until somebody mends it. */
const away: PlannedFault = { kind: 'tunnel gone', moment: 'between launches', time: 6, lastsMs: null };

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-resumed-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

const rows = [
  // Another archive that does the same: of one archive twice nothing is concluded.
  { name: 'resumed, no change', planted: { decodeSlowdownPercent: 0 }, verdict: 'GO' },
  { name: 'resumed, 8 % slower', planted: { decodeSlowdownPercent: 8 }, verdict: 'NO-GO' },
] as const;

for (const { name, planted, verdict } of rows)
  test.skipIf(!isChosen(name))(
    `${name}: a phone that went away and was gone on with ends as the one beside it, ${verdict}, and their intervals overlap`,
    async () => {
      const run = name.replace(/\W+/g, '-');
      const manifest = await riggedPlan(root, run, [MENDED, BESIDE], planted, BLOCKS);
      const ended = await riggedRun(root, manifest, { [MENDED]: [away] });
      expect((await outcomeOf(ended, MENDED)).verdict).toBe('INVALID');
      const derived = await resumedRun(root, ended.folder, [MENDED, BESIDE]);
      const [mended, beside] = [changeOf(derived, MENDED), changeOf(derived, BESIDE)];
      table.push(
        `${name}: ${ended.seconds.toFixed(0)} s; ${verdict}, ${told(mended)}; beside ${told(beside)}`,
      );
      for (const id of [MENDED, BESIDE])
        expect((await outcomeOf({ folder: ended.folder, derived }, id)).verdict).toBe(verdict);
      expect(mended[0]).toBeLessThan(beside[1]);
      expect(beside[0]).toBeLessThan(mended[1]);
    },
    LIMIT_MS,
  );

/** Where the change of the decode speed of a phone lies (95 %), per cent. */
function changeOf({ comparisons }: Derived, id: string): readonly [number, number] {
  const decode = comparisons.find(({ metric }) => metric === 'decode_rate');
  const interval = decode?.perDevice.find(({ device }) => device === id)?.ci95Percent;
  if (!interval) throw new Error(`no change of ${id}`);
  return interval;
}

const told = ([from, to]: readonly [number, number]): string => `${from.toFixed(1)} to ${to.toFixed(1)} %`;
