import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../models/synthesise.ts';
import { openModel } from '../app/open-model.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { benchSteps, contextOf } from './bench-steps.ts';
import { calibrateReference } from './calibrate.ts';
import { calibrationDocument, measurement } from './calibration-document.ts';
import { deriveCalibration } from './derive-calibration.ts';
import { buildLlamaBench, type NativeBench } from './native/build-llama-bench.ts';
import { engineLibraries } from './native/engine-libraries.ts';
import { buildTools } from './native/tools.ts';

let folder = '';
/** Or why this host cannot build llama-bench: git and a C++ compiler are nothing that users must have. */
let native: NativeBench | HeatsoakError;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-calibrate-test-'));
  native = await buildLlamaBench(folder).catch((error: unknown) => {
    if (error instanceof HeatsoakError && error.kind === 'host') return error;
    throw error;
  });
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('three contenders take turns, and every turn is kept', async (context) => {
  if (native instanceof HeatsoakError) return context.skip(native.message);
  const { path } = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  const steps = benchSteps({
    promptTokens: [16],
    generateTokens: [4],
    depthTokens: [0, 8],
    batchTokens: 16,
    repetitions: 1,
  });
  const document = await calibrateReference({
    model: await openModel(path),
    steps,
    engine: engineSettings.parse({ backend: 'cpu', contextTokens: contextOf(steps), batchTokens: 16 }),
    native,
    rounds: 2,
    turnsPerRound: 2,
    folder: join(folder, 'run'),
    startedAt: new Date('2026-01-01T00:00:00Z'),
    say: () => undefined,
    signal: new AbortController().signal,
  });
  expect(document.complete).toBe(true);
  expect(document.rows.map(({ test: name }) => name)).toEqual(['pp16', 'tg4', 'pp16 @ d8', 'tg4 @ d8']);
  expect(document.rows.map(({ wall }) => wall.ratio?.count)).toEqual([2, 2, 2, 2]);
  expect(document.verdict).toBe('INCONCLUSIVE');
  const written = JSON.parse(await readFile(join(folder, 'run/calibration.json'), 'utf8')) as unknown;
  expect(calibrationDocument.parse(written)).toEqual(document);

  const lines = (await readFile(join(folder, 'run/measurements.jsonl'), 'utf8')).trimEnd().split('\n');
  const kept = lines.map((line) => measurement.parse(JSON.parse(line)));
  // Settings, and in each round a warm-up a row and contender, and the turns; the document can be made from them alone.
  expect(kept).toHaveLength(1 + 2 * (4 * 4) + 2 * 2 * (4 * 4));
  expect(deriveCalibration(kept)).toEqual(document);
  const page = await readFile(join(folder, 'run/calibration.md'), 'utf8');
  expect(page).toContain('| tg4 @ d8 |');
}, 120_000);

test('an interruption leaves a document of what was measured', async (context) => {
  if (native instanceof HeatsoakError) return context.skip(native.message);
  const { path } = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  const steps = benchSteps({
    promptTokens: [0],
    generateTokens: [2],
    depthTokens: [0],
    batchTokens: 16,
    repetitions: 1,
  });
  const interruption = new AbortController();
  const document = await calibrateReference({
    model: await openModel(path),
    steps,
    engine: engineSettings.parse({ backend: 'cpu', contextTokens: 16 }),
    native,
    rounds: 50,
    turnsPerRound: 1,
    folder: join(folder, 'cut'),
    startedAt: new Date('2026-01-01T00:00:00Z'),
    say: () => interruption.abort(),
    signal: interruption.signal,
  });
  expect(document).toMatchObject({ complete: false, rows: [{ wall: { ratio: { count: 1 } } }] });
}, 120_000);

test('a missing compiler is reported with what to do', async () => {
  await expect(buildTools({ PATH: process.env['PATH'], CXX: 'no-such-compiler' })).rejects.toMatchObject({
    code: 'COMPILER_MISSING',
    kind: 'host',
    message: expect.stringContaining('no-such-compiler'),
  });
  await expect(buildTools({ PATH: '' })).rejects.toMatchObject({ code: 'GIT_MISSING', kind: 'host' });
});

test('missing prebuilt libraries are reported', () => {
  expect(() => engineLibraries('aix ppc64')).toThrow(
    expect.objectContaining({ code: 'CALIBRATION_UNSUPPORTED', kind: 'host' }),
  );
});
