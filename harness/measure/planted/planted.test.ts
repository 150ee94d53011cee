import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import { deriveLogs } from '../../judge/derive.ts';
import { INCREASED_MEMORY_LIMIT } from '../../protocol/entitlements.ts';
import type { PlanStep } from '../../protocol/plan-file.ts';
import { coldPhone, heat } from '../../virtual-phone/physics/heat.ts';
import { profileNamed } from '../../virtual-phone/physics/profiles.ts';
import { type AgentRun, agentRun, keepLines } from './agent-run.fixture.ts';

/** Every mistake that can be planted in an app or its phone; Heatsoak must say it by its code. */
const one = (effects: Record<string, unknown>): AgentRun => ({ launches: [{ effects }] });
const mistake = (mistakes: Record<string, unknown>): AgentRun => one({ mistakes });
const longPrompt: PlanStep = {
  ...shortStep,
  case: 'pp256-tg16',
  prompt: { kind: 'synthetic', tokens: 256, seed: 1 },
  repetitions: 1,
};

const a16 = profileNamed('A16');
/** Throttled, with a body that still feels cool: what trusting the reported state alone lets pass. */
const slowWhileNominal = { ...heat(coldPhone, 150, a16), body: 0.1 };

/** 3000 bytes first, and 20 at last: the smaller one is told, which a thinned log keeps, too. */
const withSmallFootprints = (log: string): string =>
  log.replace(/"footprintBytes":\[\d+,(?<between>(?:\d+,)*)\d+\]/g, '"footprintBytes":[3000,$<between>20]');

type Row = [name: string, run: AgentRun, code: string, words: string];
const excluding: Row[] = [
  ['Low Power Mode from the start', mistake({ lowPowerModeAtTrial: 0 }), 'low-power-mode', 'was on'],
  ['Low Power Mode in the middle', mistake({ lowPowerModeAtTrial: 2 }), 'low-power-mode', 'switched'],
  ['a charger that is pulled', mistake({ unpluggedAtTrial: 1 }), 'charging-changed', 'true to false'],
  ['a screen that goes dim', mistake({ dimmedAtTrial: 1 }), 'brightness-changed', '0.25 to 0.05'],
  ['an app that loses the foreground', mistake({ backgroundAtTrial: 1 }), 'foreground-changed', 'false'],
  [
    'a silent fall back to the processor',
    { ...mistake({ backend: 'cpu' }), engine: { backend: 'metal' } },
    'backend-fallback',
    'cpu ran although metal',
  ],
  [
    'memory that is of another unit in two of its samples',
    { launches: [{ edit: withSmallFootprints }] },
    'byte-unit',
    'a footprint of 20 bytes',
  ],
  ['a debug build', mistake({ debugBuild: true }), 'debug-build', 'debug'],
  ['an attached debugger', mistake({ debuggerAttached: true }), 'debugger-attached', 'debugger'],
  ['another model on the phone', mistake({ otherModel: true }), 'model-differs', 'bbbbbbbbbbbb'],
  [
    'entitlements stripped by re-signing',
    { ...one({}), entitlements: [INCREASED_MEMORY_LIMIT] },
    'entitlement-lost',
    INCREASED_MEMORY_LIMIT,
  ],
  [
    'the lower memory limit that follows from it',
    { ...one({}), entitlements: [INCREASED_MEMORY_LIMIT] },
    'memory-limit-differs',
    'is 3072.0 MiB, expected were 4200',
  ],
  ['a clock that jumps ahead', mistake({ clockJump: { atTrial: 1, seconds: 30 } }), 'clock-jump', 'trial 1'],
  [
    'a clock that runs back between trials',
    { launches: [{ effects: { mistakes: { clockJump: { atTrial: 1, seconds: -2 } } } }] },
    'clock-backwards',
    'backwards',
  ],
  [
    'an app that is slow while the state is nominal',
    { launches: [{}, { heat: slowWhileNominal }] },
    'warm-probe',
    'times its cold time',
  ],
  [
    'no warm-up',
    {
      launches: [{ edit: (log) => keepLines(log, (event) => event['trial'] !== 0) }],
    },
    'warm-up-missing',
    'nothing was warmed up',
  ],
];

test.each(excluding)('%s keeps the launch out of every statistic', async (_, run, code, words) => {
  const { manifest, logs } = await agentRun(run);
  const { measurement } = deriveLogs({ manifest, ...logs });
  const caveat = measurement.caveats.find((each) => each.code === code);
  expect(caveat?.message).toContain(words);
  expect(caveat).toMatchObject({ excludes: true, device: 'phone' });
  const summary = measurement.summaries.find(
    (each) => each.metric === 'decode_rate' && each.role === 'candidate' && each.case !== '*',
  );
  expect(summary?.count ?? 0).toBe(measurement.launches.length - 1);
  expect(measurement.caveats.map((each) => each.code)).toContain('launches-excluded');
});

const trials: Row[] = [
  [
    'a reported key-value cache',
    mistake({ cachedTokens: 8 }),
    'invalid-trials',
    '8 prompt tokens came from a cache',
  ],
  [
    'an unreported key-value cache',
    { launches: [{ effects: { mistakes: { hiddenCache: true } }, steps: [longPrompt] }] },
    'invalid-trials',
    'the prompt came from a cache',
  ],
  ['an early end of sequence', mistake({ endAtToken: 9 }), 'invalid-trials', 'ended by stop'],
  ['an empty output', mistake({ endAtToken: 0 }), 'invalid-trials', 'the output is empty'],
  ['an empty chunk as first token', mistake({ emptyFirstToken: true }), 'invalid-trials', 'empty chunk'],
  [
    'chunks counted as tokens',
    mistake({ bundleSize: 4, bundlesTold: false }),
    'invalid-trials',
    'chunks counted',
  ],
  [
    'a clock that runs back in a trial',
    mistake({ clockJump: { atTrial: 1, seconds: -0.5 } }),
    'invalid-trials',
    'times are missing',
  ],
];

test.each(trials)('%s leaves the trial without a value', async (_, run, code, words) => {
  const { manifest, logs } = await agentRun(run);
  const { measurement } = deriveLogs({ manifest, ...logs });
  expect(measurement.caveats.find((each) => each.code === code)?.message).toContain(words);
  const touched = measurement.launches[0]?.trials.filter((trial) => trial.invalid !== null) ?? [];
  expect(touched.length).toBeGreaterThan(0);
});

test('a lower limit than the build is entitled to ends the launch before anything is measured', async () => {
  const { manifest, logs } = await agentRun({ ...one({}), entitlements: [INCREASED_MEMORY_LIMIT] });
  const [launch] = deriveLogs({ manifest, ...logs }).measurement.launches;
  expect(launch?.faults[0]?.code).toBe('MEMORY_LIMIT_DIFFERS');
  expect(launch?.load).toBeNull();
  expect(launch?.trials).toEqual([]);
});

test('a build with the entitlement it declares is measured under the higher limit', async () => {
  const { manifest, logs } = await agentRun({
    ...one({ entitlements: [INCREASED_MEMORY_LIMIT] }),
    entitlements: [INCREASED_MEMORY_LIMIT],
  });
  const { measurement } = deriveLogs({ manifest, ...logs });
  expect(measurement.caveats).toEqual([]);
  expect(measurement.values.find((each) => each.metric === 'limit_effective')?.value).toBe(4200);
});

test('reported bundles give speed but no inter-token percentiles', async () => {
  const { manifest, logs } = await agentRun(mistake({ bundleSize: 4 }));
  const { measurement } = deriveLogs({ manifest, ...logs });
  const value = (metric: string) => measurement.values.find((each) => each.metric === metric);
  expect(value('decode_rate')?.value).toBeGreaterThan(5);
  expect(value('itl_p50')).toMatchObject({ value: null, reason: expect.stringContaining('bundles') });
  expect(measurement.caveats.map(({ code }) => code)).toContain('bundled-tokens');
});

test('an OS update between two launches invalidates the phone', async () => {
  const effects = { mistakes: { osUpdateAtLaunch: 1 } };
  const { manifest, logs } = await agentRun({ launches: [{ effects }, { effects }] });
  const { verdict, measurement } = deriveLogs({ manifest, ...logs });
  expect(measurement.caveats.find(({ code }) => code === 'os-changed')?.message).toContain('23B85, 23C42');
  expect(verdict.verdict).toBe('INVALID');
});

test('logs that were exchanged between launches count for neither', async () => {
  const { manifest, logs } = await agentRun({
    launches: [{ role: 'baseline' }, { role: 'candidate', position: 1 }],
  });
  const [one, other] = [...logs.launches.keys()];
  if (!one || !other) throw new Error('two launches');
  const swapped = new Map([...logs.launches].map(([key, log]) => [key === one ? other : one, log]));
  const { measurement, verdict } = deriveLogs({ manifest, ...logs, launches: swapped });
  expect(measurement.caveats.find(({ code }) => code === 'other-launch')).toMatchObject({
    excludes: true,
    message: 'the log is that of the launch l1',
  });
  expect(verdict.verdict).toBe('INVALID');
});

test('a session that goes on with another app or engine than it began with invalidates the phone', async () => {
  const run = async (edit: (log: string) => string) => {
    const { manifest, logs } = await agentRun({ launches: [{}, { edit }] });
    return deriveLogs({ manifest, ...logs });
  };
  const app = await run((log) => log.replace('"version":"1.0"', '"version":"2"'));
  expect(app.measurement.caveats.find(({ code }) => code === 'app-changed')?.message).toContain(
    'dev.heatsoak.fixture 1.0 with',
  );
  expect(app.verdict.verdict).toBe('INVALID');
  const engine = await run((log) => log.replace(/"engineVersion":"[^"]*"/, '"engineVersion":"b2"'));
  expect(engine.verdict.verdict).toBe('INVALID');
});

test('a memory warning is said with the trial in which it fell, and nothing has failed by it', async () => {
  const { manifest, logs } = await agentRun({
    launches: [{ effects: { mistakes: { memoryWarningAtTrial: 2 } } }, {}],
  });
  const { measurement } = deriveLogs({ manifest, ...logs });
  expect(measurement.caveats.map(({ code }) => code)).toEqual(['fault']);
  expect(measurement.launches[0]?.faults).toEqual([
    {
      code: 'MEMORY_WARNING',
      message: expect.stringMatching(/^memory runs low; \d+ bytes were left$/),
      trial: 2,
    },
  ]);
  expect(measurement.summaries.find(({ metric }) => metric === 'decode_rate')?.count).toBe(2);
});

test('a hot start is said', async () => {
  const { manifest, logs } = await agentRun({ launches: [{ heat: heat(coldPhone, 400, a16) }] });
  const { caveats } = deriveLogs({ manifest, ...logs }).measurement;
  expect(caveats.find(({ code }) => code === 'hot-start')?.message).toContain('serious');
});

test('a clean run has no caveat', async () => {
  const { manifest, logs } = await agentRun({ launches: [{}, {}] });
  expect(deriveLogs({ manifest, ...logs }).measurement.caveats).toEqual([]);
});
