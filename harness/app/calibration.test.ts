import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isUnderpowered } from '../experiment/power.ts';
import { type CalibrationRecord, cellCalibration } from '../history/calibration-record.ts';
import { blocksToPass, plannedPowers } from '../history/planned-power.ts';
import { deriveLogs } from '../judge/derive.ts';
import { learnLaunchNoise } from '../judge/learn-noise.ts';
import { decodeRate } from '../measure/metrics/decode-rate.ts';
import { createRandom } from '../statistics/random.ts';
import { readCalibration } from '../store/calibration-store.ts';
import { calibrateDevice } from './calibrate-device.ts';
import { makeDemoBuilds } from './demo-builds.ts';
import { learnFromAa } from './learn-from-aa.ts';
import { type SimulatedRun, simulatedRunLogs } from './simulated-run.fixture.ts';

let store = '';
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'heatsoak-calibration-'));
});
afterEach(() => rm(store, { recursive: true, force: true }));

const aa = (over: Partial<SimulatedRun> = {}): SimulatedRun => ({
  speeds: { baseline: 20, candidate: 20 },
  names: { baseline: 'same', candidate: 'same' },
  blocks: 8,
  launchNoise: 0.01,
  extra: { kind: 'aa' },
  ...over,
});
const derived = (options: SimulatedRun) => deriveLogs(simulatedRunLogs(options));

test('an A/A run teaches the noise of its phone, and says what it is', async () => {
  const run = derived(aa());
  const { records, without } = await learnFromAa(run, store);
  expect(without).toEqual([]);
  const decode = records.find((record) => record.metric === 'decode_rate');
  // A block's contrast is half the difference of two pairs of launches: its deviation is that of one launch.
  expect(decode?.contrastDeviation).toBeGreaterThan(0.004);
  expect(decode?.contrastDeviation).toBeLessThan(0.02);
  expect(decode).toMatchObject({ device: 'one', blocks: 8, missedZero: false });
  expect(run.measurement.caveats.map((caveat) => caveat.code)).toContain('aa-run');
});

test('records are added to the store, never rewritten', async () => {
  await learnFromAa(derived(aa()), store);
  const first = await readFile(join(store, 'aa.jsonl'), 'utf8');
  await learnFromAa(derived(aa({ run: 'second' })), store);
  expect((await readFile(join(store, 'aa.jsonl'), 'utf8')).startsWith(first)).toBe(true);
  expect(new Set((await readCalibration(store)).records.map((record) => record.run)).size).toBe(2);
});

test('a run counts once, and a comparison of two builds not at all', async () => {
  await learnFromAa(derived(aa()), store);
  await expect(learnFromAa(derived(aa()), store)).rejects.toMatchObject({ code: 'ALREADY_LEARNED' });
  await expect(learnFromAa(derived(aa({ run: 'ab', extra: {} })), store)).rejects.toMatchObject({
    code: 'NOT_AN_AA_RUN',
  });
});

test('a run that was interrupted teaches nothing: gone on with, it counts once and whole', async () => {
  const { candidate } = await makeDemoBuilds(join(store, 'builds'), join(store, 'cache'));
  const stopped = AbortSignal.abort(new Error('interrupted'));
  const place = { out: join(store, 'runs'), store };
  const done = await calibrateDevice({ build: candidate, ...place }, { signal: stopped });
  expect(done).toMatchObject({ interrupted: true, learned: [], without: [] });
});

test('a phone without data teaches nothing and is named', async () => {
  const options = aa({ devices: ['one', 'two'], missing: () => false });
  const logs = simulatedRunLogs(options);
  const launches = new Map([...logs.launches].filter(([key]) => key.startsWith('one/')));
  const { records, without } = await learnFromAa(deriveLogs({ ...logs, launches }), store);
  expect(new Set(records.map((record) => record.device))).toEqual(new Set(['one']));
  expect(without).toEqual(['two']);
});

test('launch and within-launch deviations come out as they were put in', () => {
  const random = createRandom(11);
  const launches = Array.from({ length: 800 }, (_, i) => {
    const level = 3 + 0.01 * random.gauss();
    const values = Object.fromEntries(
      Array.from({ length: 6 }, (_, name) => [`c${name}`, Math.exp(level + name + 0.015 * random.gauss())]),
    );
    return {
      device: 'one',
      block: `b${Math.floor(i / 4)}`,
      position: i % 4,
      build: 'candidate' as const,
      values,
    };
  });
  const noise = learnLaunchNoise(launches);
  expect(noise.betweenLaunches).toBeCloseTo(0.01, 2);
  expect(noise.withinLaunches).toBeCloseTo(0.015, 3);
});

const record = (index: number, over: Partial<CalibrationRecord> = {}): CalibrationRecord => ({
  v: 1,
  run: `aa-${index}`,
  at: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
  device: 'one',
  metric: 'decode_rate',
  metricsVersion: 1,
  suites: ['quick'],
  app: '0',
  blocks: 8,
  contrastDeviation: 0.02,
  launchDeviation: null,
  withinLaunchDeviation: null,
  changePercent: 0,
  ci95Percent: [-1, 1],
  p: 0.9,
  missedZero: false,
  ...over,
});
const cell = { device: 'one', metric: 'decode_rate', metricsVersion: 1 };

test.each([
  [2, 'ok'],
  [3, 'warn'],
  [4, 'alarm'],
])('%i misses of the last 20 A/A runs: %s', (misses, state) => {
  const records = Array.from({ length: 20 }, (_, i) => record(i, { missedZero: i < misses }));
  expect(cellCalibration(records, cell).trust).toMatchObject({ results: 20, missed: misses, state });
});

test('misses older than the last 20 are forgotten', () => {
  const records = Array.from({ length: 30 }, (_, i) => record(i, { missedZero: i < 10 }));
  expect(cellCalibration(records, cell).trust).toMatchObject({ results: 20, missed: 0, state: 'ok' });
});

test('another phone, metric or definition teaches nothing about this one', () => {
  const others = [{ device: 'two' }, { metric: 'ttft' }, { metricsVersion: 2 }].map((over, i) =>
    record(i, over),
  );
  expect(cellCalibration(others, cell)).toEqual({
    deviation: null,
    df: 0,
    trust: { results: 0, missed: 0, state: 'none' },
  });
});

const powersOf = (records: readonly CalibrationRecord[], blocks = 4) =>
  plannedPowers({
    devices: ['one'],
    gate: [{ metric: decodeRate, marginPercent: 2 }],
    blocks,
    metricsVersion: 1,
    records,
  });

test('blocks come from the learned noise, within bounds', () => {
  const blocksFor = (deviation: number): number =>
    blocksToPass(
      {
        casesOfSuites: [5],
        powers: powersOf([record(0, { contrastDeviation: deviation })]),
        directionOf: () => 'higher',
      },
      (blocks) => ({ pass: 0.05 / blocks, passOfCase: 0.05 / blocks }),
    );
  expect(blocksFor(0.001)).toBe(4);
  expect(blocksFor(0.012)).toBeGreaterThan(4);
  expect(blocksFor(0.2)).toBe(16);
});

test('a plan that cannot find its own margin says so', () => {
  expect(powersOf([record(0)]).map(isUnderpowered)).toEqual([true]);
  expect(powersOf([record(0, { contrastDeviation: 0.001 })]).map(isUnderpowered)).toEqual([false]);
});
