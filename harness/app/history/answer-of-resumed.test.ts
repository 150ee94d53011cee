import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfirmations } from '../../store/history-store.ts';
import { readManifest } from '../../store/read-manifest.ts';
import { type SimulatedRun, writeSimulatedRun } from '../simulated-run.fixture.ts';
import { recordAnswerOfResumed } from './answer-of-resumed.ts';
import { changesIn, deriveHistory } from './derive-history.ts';

const NIGHTS = 24;
const STEP_AT = 20;
const AT = '2026-03-01T00:00:00.000Z';
let root = '';

const nightly = (night: number): SimulatedRun => {
  const at = new Date(Date.UTC(2026, 0, 1 + night, 3)).toISOString();
  const isSlow = night >= STEP_AT;
  const names = { candidate: isSlow ? 'slow' : 'good' };
  return {
    at,
    run: `night-${String(night).padStart(2, '0')}`,
    speeds: { candidate: isSlow ? 18 : 20 },
    names,
    blocks: 1,
    seed: night,
  };
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-answer-'));
  for (let night = 0; night < NIGHTS; night++) await writeSimulatedRun(root, nightly(night));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a confirming run that was gone on with to its end answers its trigger, once', async () => {
  const [found] = changesIn(await deriveHistory(root)).filter(
    ({ series }) => series.metric === 'decode_rate',
  );
  expect(found?.change.state).toBe('open');
  const folder = await writeSimulatedRun(root, {
    run: 'resumed',
    at: '2026-02-01T03:00:00.000Z',
    speeds: { baseline: 20, candidate: 18 },
    names: { baseline: 'good', candidate: 'slow' },
    blocks: 8,
    extra: { kind: 'confirm', confirms: found?.change.id },
  });
  const manifest = await readManifest(folder);
  const answer = await recordAnswerOfResumed(folder, manifest, AT);
  expect(answer).toMatchObject({
    change: found?.change.id,
    run: 'resumed',
    outcome: 'confirmed',
    head: { name: 'slow', run: 'night-23' },
    lastGood: { name: 'good', run: 'night-19' },
  });
  expect(await recordAnswerOfResumed(folder, manifest, AT)).toBeNull();
  expect((await readConfirmations(root)).records).toEqual([answer]);
  const [now] = changesIn(await deriveHistory(root)).filter(({ change }) => change.id === found?.change.id);
  expect(now?.change.state).toBe('confirmed');
});

test('a run that confirms nothing answers nothing', async () => {
  const folder = join(root, 'night-00');
  expect(await recordAnswerOfResumed(folder, await readManifest(folder), AT)).toBeNull();
});
