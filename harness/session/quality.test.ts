import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatOfModel } from '../../models/prompts/chat-of-model.ts';
import { synthesisePhi3 } from '../../models/synthesise.ts';
import { agreement } from '../agent/engines/agreement.ts';
import { buildFixture, launchFixture, manifestFixture, shortStep } from '../app/manifest.fixture.ts';
import { artefactsAt, pathsIn } from '../experiment/artefacts.ts';
import type { Manifest, PlannedBuild } from '../experiment/manifest.ts';
import { chatTexts, type PlannedStep } from '../experiment/planned-step.ts';
import { measure } from '../measure/measure.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { createRunFolder, readRun } from '../store/run-folder.ts';
import { runQuality } from './quality.ts';

let folder: string;
let files: Record<'F32' | 'Q8_0' | 'Q4_0', string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-quality-'));
  const made = async (type: 'F32' | 'Q8_0' | 'Q4_0') =>
    (await synthesisePhi3({ preset: 'nano', type, seed: 1 }, join(folder, `${type}.gguf`), folder)).path;
  files = { F32: await made('F32'), Q8_0: await made('Q8_0'), Q4_0: await made('Q4_0') };
});
afterAll(() => rm(folder, { recursive: true }));

const chat: PlannedStep = {
  ...shortStep,
  case: 'sea',
  prompt: { kind: 'chat', text: 'The sea.' },
  generateTokens: 24,
  repetitions: 1,
};
const file = (path: string) => ({
  path,
  sha256: createHash('sha256').update(path).digest('hex'),
  sizeBytes: 1,
});
const variant = (id: string, path: string): PlannedBuild => ({
  ...buildFixture(file('app'), file(path)),
  role: 'variant',
  id,
});

async function manifestOf(
  run: string,
  builds: PlannedBuild[],
  source: string,
  steps: PlannedStep[] = [chat],
): Promise<Manifest> {
  const launches = builds.map(({ id = '' }, position) =>
    launchFixture(id, { role: 'variant', build: id, position, steps }),
  );
  return {
    ...manifestFixture(builds[0] ?? variant('none', ''), launches),
    run,
    builds,
    kind: 'variants',
    source: {
      ...file(source),
      name: 'source',
      engine: engineSettings.parse({ backend: 'cpu' }),
      chat: await chatOfModel(files.F32, chatTexts([chat])),
    },
  };
}

const quiet = {
  nowUs: () => 0,
  progress: () => undefined,
  signal: new AbortController().signal,
};

async function qualityOf(
  run: string,
  builds: PlannedBuild[],
  source: string,
  over: { limitSeconds?: number } = {},
) {
  const manifest = await manifestOf(run, builds, source);
  const runFolder = await createRunFolder(folder, manifest);
  await runQuality({
    ...quiet,
    ...over,
    manifest,
    folder: runFolder,
    artefacts: artefactsAt(pathsIn(manifest)),
  });
  const logs = await readRun(runFolder.path);
  return { measurement: measure(manifest, logs), journal: logs.harness.get('_quality') };
}

test('the source agrees with itself, and coarser weights agree less', async () => {
  const builds = (['F32', 'Q8_0', 'Q4_0'] as const).map((type) => variant(type, files[type]));
  const { measurement } = await qualityOf('grades', builds, files.F32);
  const [same, eight, four] = measurement.quality;
  expect(same).toMatchObject({ build: 'F32', case: 'sea', topOnePercent: 100, engine: 'llama.cpp' });
  expect(same?.meanKl).toBeLessThan(1e-6);
  expect(same?.sourceIds).toHaveLength(24);
  expect(eight?.meanKl).toBeGreaterThan(same?.meanKl ?? 1);
  expect(four?.meanKl).toBeGreaterThan(2 * (eight?.meanKl ?? 1));
});

test('a variant that cannot be loaded is a fault, and the others are still compared', async () => {
  const broken = join(folder, 'broken.gguf');
  await writeFile(broken, 'no model');
  const builds = [variant('broken', broken), variant('Q8_0', files.Q8_0)];
  const { measurement, journal } = await qualityOf('broken', builds, files.F32);
  expect(measurement.quality.map((each) => each.build)).toEqual(['Q8_0']);
  expect(journal?.events.map((event) => event.type)).toEqual([
    'harness.manifest',
    'fault',
    'harness.quality',
  ]);
});

test('an interruption ends the phase after the case under way; what was compared is not compared again', async () => {
  const builds = [variant('Q8_0', files.Q8_0), variant('Q4_0', files.Q4_0)];
  const steps = [chat, { ...chat, case: 'two' }];
  const manifest = await manifestOf('interrupted', builds, files.F32, steps);
  const runFolder = await createRunFolder(folder, manifest);
  const abort = new AbortController();
  const said: string[] = [];
  const request = {
    manifest,
    folder: runFolder,
    artefacts: artefactsAt(pathsIn(manifest)),
    nowUs: () => 0,
    signal: abort.signal,
    progress: ({ message }: { message: string }) => {
      said.push(message);
      if (message.startsWith('comparing')) abort.abort(new Error('interrupted'));
    },
  };
  await expect(runQuality(request)).rejects.toThrow('interrupted');
  expect(said).toContain('reading source: two');
  const compared = async (): Promise<string[]> =>
    ((await readRun(runFolder.path)).harness.get('_quality')?.events ?? []).flatMap((event) =>
      event.type === 'harness.quality' ? [`${event.build} ${event.case}`] : [],
    );
  expect(await compared()).toEqual([]);
  await runQuality({ ...request, progress: () => undefined, signal: new AbortController().signal });
  const all = ['Q8_0 sea', 'Q8_0 two', 'Q4_0 sea', 'Q4_0 two'];
  expect(await compared()).toEqual(all);
  const unneeded = { pathOf: () => expect.fail('a model was opened again') };
  await runQuality({ ...request, artefacts: unneeded, signal: new AbortController().signal });
  expect(await compared()).toEqual(all);
});

test('a variant that broke off in a case goes on with that case, however often it was tried', async () => {
  const builds = [variant('Q8_0', files.Q8_0)];
  const steps = [chat, { ...chat, case: 'two' }];
  const manifest = await manifestOf('broke-off', builds, files.F32, steps);
  const runFolder = await createRunFolder(folder, manifest);
  const first = await runFolder.openJournal('_quality', () => 0);
  const said = { type: 'harness.quality', build: 'Q8_0', suite: 'short', case: 'sea' } as const;
  const numbers = { promptTokens: 1, sourceIds: [1], topOnePercent: 100, meanKl: 0, engine: 'llama.cpp' };
  for (const _ of ['tried', 'tried again']) await first.append({ ...said, ...numbers });
  await first.close();
  await runQuality({
    ...quiet,
    manifest,
    folder: runFolder,
    artefacts: artefactsAt(pathsIn(manifest)),
  });
  const compared = measure(manifest, await readRun(runFolder.path)).quality.map((each) => each.case);
  expect(compared).toEqual(['sea', 'sea', 'two']);
});

test('a source that cannot be read is one fault: no variant is opened for nothing', async () => {
  const broken = join(folder, 'broken-source.gguf');
  await writeFile(broken, 'no model');
  const { journal } = await qualityOf('sourceless', [variant('Q8_0', files.Q8_0)], broken);
  expect(journal?.events.map((event) => event.type)).toEqual(['harness.manifest', 'fault']);
});

test('agreement: equal rows agree wholly, another order of two ids costs its divergence', () => {
  const row = (...probabilities: number[]) => Float32Array.from(probabilities.map(Math.log));
  expect(agreement([row(0.5, 0.5)], [row(0.5, 0.5)]).meanKl).toBe(0);
  const turned = agreement([row(0.8, 0.2), row(0.5, 0.5)], [row(0.2, 0.8), row(0.5, 0.5)]);
  expect(turned.topOnePercent).toBe(50);
  expect(turned.meanKl).toBeCloseTo((0.6 * Math.log(4)) / 2, 5);
  expect(() => agreement([row(1)], [row(0.5, 0.5)])).toThrow(
    expect.objectContaining({ code: 'VOCABULARY_DIFFERS' }),
  );
});

test('agreement: no positions give no values, and a variant with logits that are not numbers has no divergence', () => {
  expect(agreement([], [])).toEqual({ topOnePercent: null, meanKl: null });
  const spoiled = Float32Array.of(Number.NaN, Number.NaN);
  expect(agreement([Float32Array.of(-0.1, -2.4)], [spoiled])).toEqual({ topOnePercent: 0, meanKl: null });
});

test('a source that takes longer than it may is given up, in words, and the run goes on', async () => {
  const { journal, measurement } = await qualityOf('late', [variant('Q8_0', files.Q8_0)], files.F32, {
    limitSeconds: 0.001,
  });
  expect(measurement.quality).toEqual([]);
  expect(journal?.events).toMatchObject([
    { type: 'harness.manifest' },
    { type: 'fault', code: 'QUALITY_FAILED', message: 'source was given up after 0.001 s' },
  ]);
});
