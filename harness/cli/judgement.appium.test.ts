import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { derive } from '../app/derive.ts';
import { changesIn, deriveHistory } from '../app/history/derive-history.ts';
import { runId } from '../app/plan/manifest-head.ts';
import { simulatedManifest, writeSimulatedRun } from '../app/simulated-run.fixture.ts';
import { performOn, virtualBuild } from '../app/virtual-run.fixture.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Confirmation } from '../history/confirmation.ts';
import type { Device } from '../lab/devices-file.ts';
import { spawnModule } from '../modules/spawn-module.ts';
import { readConfirmations } from '../store/history-store.ts';

const phone: Device = { kind: 'virtual', id: 'one', name: 'Virtual iPhone', profile: 'A16', os: '26.1' };
/** Nine real launches and three: seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 300_000;
const STEP_AT = 13;
const NIGHTS = 18;
let root = '';
let good: PlannedBuild;
let bad: PlannedBuild;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-judgement-'));
  good = await virtualBuild(root, 'good');
  bad = await virtualBuild(root, 'bad', { crashAtTrial: 2 });
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a run that may stop early stops on a real session as soon as its plan lets it, and what it left out is not missing', {
  timeout: LIMIT_MS,
}, async () => {
  const manifest = simulatedManifest({
    speeds: { baseline: 1, candidate: 1 },
    blocks: 3,
    extra: {
      builds: [{ ...(await virtualBuild(root, 'before')), role: 'baseline' }, good],
      // So wide a margin that the first interim analysis that may end the run does, in the middle of a block.
      gate: [{ metric: 'decode_rate', marginPercent: 50, caseMarginPercent: 50 }],
      stopping: { rule: 'quick', leastBlocks: 2.5, mostBlocks: 3, halves: true },
    },
  });
  const folder = await performOn(phone, manifest, join(root, 'early'));
  const { measurement, verdict } = await derive(folder.path);
  const decisions = (await readFile(join(folder.path, 'events', 'one.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('harness.stopping'))
    .map((line) => (JSON.parse(line) as { decision: string }).decision);
  expect(decisions).toEqual(['go-on', 'go-on', 'stop']);
  expect(measurement.launches.filter(({ planned }) => planned.role !== 'conditioning')).toHaveLength(10);
  expect(measurement.caveats.map(({ code }) => code)).toContain('stopped-early');
  expect(measurement.caveats.filter((caveat) => caveat.invalidates)).toEqual([]);
  expect(verdict.verdict).toBe('GO');
});

test('heatsoak confirm answers a trigger by an A/B of the two real builds, fails fast where the newer one crashes, and adds the answer to the store', {
  timeout: LIMIT_MS,
}, async () => {
  const runs = join(root, 'runs');
  for (let night = 0; night < NIGHTS; night++) await writeNight(runs, night);
  const [found] = changesIn(await deriveHistory(runs)).filter(
    ({ series }) => series.metric === 'decode_rate',
  );
  expect(found?.change.state).toBe('open');
  await writeFile(join(root, 'devices.json'), JSON.stringify({ devices: [phone] }));
  const child = spawnModule(
    new URL('./main.ts', import.meta.url),
    [
      'confirm',
      '--runs',
      runs,
      '--devices',
      join(root, 'devices.json'),
      '--blocks',
      '3',
      '--fail-fast',
      '--store',
      join(root, 'calibration'),
      '--json',
    ],
    ['ignore', 'pipe', 'pipe'],
  );
  let [said, shown] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const { confirmation } = JSON.parse(said) as { confirmation: Confirmation };
  expect(confirmation).toMatchObject({
    change: found?.change.id,
    direction: 'down',
    head: { name: 'bad' },
    lastGood: { name: 'good' },
    // Nothing was compared, so that it is to be repeated; and yet the build does not ship.
    outcome: 'repeat',
    changePercent: null,
  });
  expect(shown).toMatch(/the candidate crashed in 2 of 2 launches, first in quick › [ab], trial 2/);
  expect(code).toBe(1);
  const { measurement, verdict } = await derive(join(runs, confirmation.run));
  expect(verdict.verdict).toBe('NO-GO');
  expect(measurement.launches).toHaveLength(3);
  expect((await readConfirmations(runs)).records).toEqual([confirmation]);
  const [again] = changesIn(await deriveHistory(runs)).filter(
    ({ series }) => series.metric === 'decode_rate',
  );
  expect(again?.change).toMatchObject({
    id: found?.change.id,
    state: 'open',
    note: expect.stringContaining('once'),
  });
});

async function writeNight(runs: string, night: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 0, 1 + night, 3));
  const isSlow = night >= STEP_AT;
  await writeSimulatedRun(runs, {
    run: runId(at),
    at: at.toISOString(),
    speeds: { candidate: isSlow ? 17 : 20 },
    blocks: 1,
    seed: night,
    // A log of another model than the manifest's says nothing.
    modelSha256: good.model.sha256,
    extra: { builds: [isSlow ? bad : good] },
  });
}
