import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metricsVersion } from '../measure/metrics/index.ts';
import { compareRuns, readRunPair } from './compare-runs.ts';
import {
  hashLike,
  type SimulatedRun,
  simulatedManifest,
  writeSimulatedRun,
} from './simulated-run.fixture.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-compare-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const earlier: SimulatedRun = {
  run: 'a',
  speeds: { candidate: 20 },
  names: { candidate: 'old' },
  blocks: 1,
  launchNoise: 0,
};
const later: SimulatedRun = {
  ...earlier,
  run: 'b',
  at: '2026-01-02T03:00:00.000Z',
  speeds: { candidate: 19 },
  names: { candidate: 'new' },
};
const both = async (over: Partial<SimulatedRun> = {}, first: Partial<SimulatedRun> = {}) =>
  [
    await writeSimulatedRun(root, { ...earlier, ...first }),
    await writeSimulatedRun(root, { ...later, ...over }),
  ] as const;

test('equal conditions are compared cell by cell, and a cell of one run alone is counted', async () => {
  const compared = await compareRuns(...(await both({ devices: ['one', 'two'] })));
  const decode = compared.cells.find((cell) => cell.metric === 'decode_rate');
  expect(decode).toMatchObject({
    device: 'one',
    a: expect.closeTo(20, 4),
    b: expect.closeTo(19, 4),
    changePercent: expect.closeTo(-5, 4),
  });
  expect(compared.onlyInOne).toBeGreaterThan(0);
  expect(compared.warnings).toEqual([]);
});

test.each([
  [
    'another metrics version',
    { metricsVersion: metricsVersion + 1 },
    'METRICS_DIFFER',
    `metrics version ${metricsVersion} -> ${metricsVersion + 1}`,
  ],
  ['another prompt set', { promptTokens: 32 }, 'PROMPTS_DIFFER', 'prompt set of quick'],
  ['another model', { modelSha256: hashLike('other') }, 'MODEL_DIFFERS', 'model '],
  [
    'another context size',
    { engine: { contextTokens: 4096 } },
    'SETTINGS_DIFFER',
    'contextTokens 2048 -> 4096',
  ],
  ['another batch size', { engine: { batchTokens: 64 } }, 'SETTINGS_DIFFER', 'batchTokens 512 -> 64'],
  [
    'another engine',
    { engineVersion: 'b2' },
    'ENGINE_DIFFERS',
    'llama.cpp b1 on metal -> llama.cpp b2 on metal',
  ],
  ['another OS build', { osBuild: '23C55' }, 'OS_DIFFERS', 'OS build of one 23B85 -> 23C55'],
] as const)(
  '%s is refused with its own error, and there is no way round it',
  async (_, over, code, words) => {
    await expect(compareRuns(...(await both(over)))).rejects.toMatchObject({
      code,
      kind: 'incomparable',
      message: expect.stringContaining(words),
    });
  },
);

test('one question rendered in two ways is two prompts', async () => {
  const rendered = (text: string): Partial<SimulatedRun> => ({
    extra: {
      builds: simulatedManifest(earlier).builds.map((build) => ({
        ...build,
        chat: { addBos: true, prompts: [{ text: 'Why?', rendered: text }] },
      })),
    },
  });
  await expect(compareRuns(...(await both(rendered('<a>Why?'), rendered('<b>Why?'))))).rejects.toMatchObject({
    code: 'PROMPTS_DIFFER',
  });
  await rm(join(root), { recursive: true, force: true });
  const same = await both(rendered('<a>Why?'), rendered('<a>Why?'));
  expect((await compareRuns(...same)).cells.length).toBeGreaterThan(0);
});

const decodeShift = async (speed: number, noise = 0.001) =>
  (
    await compareRuns(
      ...(await both(
        { speeds: { candidate: speed }, launchNoise: noise, blocks: 3 },
        { launchNoise: noise, blocks: 3 },
      )),
    )
  ).measures.find((measure) => measure.metric === 'decode_rate');

test.each([
  ['slower', 18, 0.001],
  ['faster', 22, 0.001],
  ['no change shown', 20.02, 0.001],
  ['cannot tell', 20.2, 0.1],
] as const)('a measure reads %s at %f tok/s', async (reading, speed, noise) => {
  const shift = await decodeShift(speed, noise);
  expect(shift).toMatchObject({ reading, limitPercent: 2 });
  expect(shift?.ci95Percent?.[0]).toBeLessThanOrEqual(shift?.shiftPercent ?? -100);
});

test('a phone of one run alone is not comparable, and says in which it is', async () => {
  const compared = await compareRuns(...(await both({ devices: ['one', 'two'] })));
  expect(compared.measures.find((each) => each.device === 'two')).toMatchObject({
    reading: 'not comparable',
    note: 'only in B',
    a: null,
  });
});

test('every reason is named at once', async () => {
  const refused = compareRuns(...(await both({ osBuild: '23C55', metricsVersion: metricsVersion + 1 })));
  await expect(refused).rejects.toMatchObject({
    code: 'METRICS_DIFFER',
    message: expect.stringContaining(
      `metrics version ${metricsVersion} -> ${metricsVersion + 1}; OS build of one`,
    ),
  });
});

test('differences are reported also for runs that are refused', async () => {
  const pair = await readRunPair(...(await both({ modelSha256: hashLike('other') })));
  expect(pair.environment.join()).toContain('model: ');
});

test('the same build twice, or the later run first, is warned of', async () => {
  const same = await readRunPair(
    ...(await both({ names: { candidate: 'old' }, at: '2025-12-31T03:00:00.000Z' })),
  );
  expect(same.warnings).toEqual([
    expect.stringContaining('same build'),
    expect.stringContaining('a is the later run'),
  ]);
});

test('another phone under the same id is refused, by its model, chip or udid', async () => {
  const sessions = simulatedManifest(later).sessions.map((session) => ({
    ...session,
    device: { ...session.device, model: 'iPhone18,1', chip: 'A19 Pro' },
  }));
  await expect(compareRuns(...(await both({ extra: { sessions } })))).rejects.toMatchObject({
    code: 'DEVICE_DIFFERS',
    kind: 'incomparable',
    message: expect.stringContaining('model of one iPhone15,4 -> iPhone18,1; chip of one A16 -> A19 Pro'),
  });
});

test('a virtual phone in the place of a real one is another phone', async () => {
  const sessions = simulatedManifest(later).sessions.map((session) => ({
    ...session,
    device: { ...session.device, virtual: !session.device.virtual },
  }));
  await expect(compareRuns(...(await both({ extra: { sessions } })))).rejects.toMatchObject({
    code: 'DEVICE_DIFFERS',
    message: expect.stringContaining('kind of one'),
  });
});

describe('numbers of a run that proves nothing', () => {
  const two: Partial<SimulatedRun> = { speeds: { baseline: 20, candidate: 20 }, blocks: 4 };
  const ofCandidate =
    (edit: (log: string) => string): NonNullable<SimulatedRun['edit']> =>
    (log, { role }) =>
      role === 'candidate' ? edit(log) : log;

  test.each<[string, Partial<SimulatedRun>, RegExp]>([
    ['a lost phone', { lost: () => true }, /^b: iPhone one was lost/],
    [
      'a candidate that crashed',
      { ends: ({ role, block }) => (role === 'candidate' && block > 1 ? 'crashed' : null) },
      /^b: the candidate crashed in 4 of 8 launches/,
    ],
    [
      'a candidate that answers otherwise',
      { edit: ofCandidate((log) => log.replaceAll('"ids":[1,2,', '"ids":[1,9,')) },
      /^b: answers otherwise than baseline in 2 of 2 cases/,
    ],
    [
      'launches in Low Power Mode',
      { edit: (log) => log.replaceAll('"lowPowerMode":false', '"lowPowerMode":true') },
      /^b: 8 of 8 baseline launches of quick on iPhone one are not valid: Low Power Mode was on/,
    ],
  ])('%s is told before them', async (_, over, words) => {
    const compared = await compareRuns(...(await both({ ...two, ...over }, two)));
    expect(compared.warnings[0]).toMatch(words);
  });

  test('launches that the run itself leaves out are compared with none', async () => {
    const edit = ofCandidate((log) => log.replaceAll('"lowPowerMode":false', '"lowPowerMode":true'));
    const { measures, cells } = await compareRuns(...(await both({ ...two, edit }, two)));
    expect(cells.filter(({ metric }) => metric === 'decode_rate')).toEqual([]);
    const readings = measures.filter(({ metric }) => metric === 'decode_rate').map(({ reading }) => reading);
    expect(readings).toEqual(['not comparable']);
  });
});
