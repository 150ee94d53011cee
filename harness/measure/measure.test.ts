import { expect, test } from 'vitest';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedLaunch } from '../experiment/manifest.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { type Journal, readJournal } from '../experiment/read-journal.ts';
import type { EventBody } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { type EventLog, readLog } from '../protocol/read-log.ts';
import { measure } from './measure.ts';
import { metricsVersion } from './metrics/index.ts';
import type { Measurement } from './result.ts';

const launch: PlannedLaunch = {
  id: 'l',
  role: 'candidate',
  suite: 'quick',
  block: 0,
  position: 0,
  kind: 'burst',
  steps: [],
  estimatedSeconds: 1,
};
const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
const device = { ...phoneFixture('phone'), name: 'iPhone', virtual: false };
const host = { ...device, id: 'host', name: 'Host' };
const manifest: Manifest = {
  v: 1,
  run: 'r',
  startedAt: '2026-01-01T00:00:00.000Z',
  heatsoak: '0',
  metricsVersion,
  command: '',
  seed: 1,
  suites: ['quick'],
  blocks: 1,
  builds: [
    {
      role: 'candidate',
      name: 'b',
      bundleId: 'a.b',
      version: '1',
      app: file,
      model: { ...file, name: 'm' },
      engine: engineSettings.parse({}),
    },
  ],
  sessions: [{ device, launches: [launch] }],
  reference: null,
  gate: [],
};

const logOf = (...bodies: EventBody[]): EventLog =>
  readLog(bodies.map((body, seq) => eventLine(seq, seq, body)).join(''));
const trialEvents = (
  overrides: {
    deltasUs?: number[];
    cachedTokens?: number;
    finishReason?: 'length' | 'stop';
    promptTokens?: number;
    planned?: number;
    ids?: number[];
  } = {},
): EventBody[] => {
  const deltasUs = overrides.deltasUs ?? [500_000, 100_000, 100_000, 100_000, 100_000];
  const identity = { trial: 0, case: 'a', repetition: 0, scored: true };
  const promptTokens = overrides.promptTokens ?? 16;
  const ids = overrides.ids ?? deltasUs.map((_, i) => i + 5);
  return [
    { type: 'trial.started', ...identity, promptTokens, plannedTokens: overrides.planned ?? deltasUs.length },
    { type: 'tokens', trial: 0, t0: 10, deltasUs, ids, bundled: false },
    {
      type: 'trial.finished',
      ...identity,
      promptTokens,
      cachedTokens: overrides.cachedTokens ?? 0,
      generatedTokens: deltasUs.length,
      finishReason: overrides.finishReason ?? 'length',
      engineStats: null,
    },
  ];
};
const end: EventBody = { type: 'agent.finished', events: 4 };
const session = (outcome: 'finished' | 'lost', message = 'unplugged'): Journal => {
  const ended: JournalBody = {
    type: 'harness.session',
    device: 'phone',
    outcome,
    wallClock: '2026-01-01T00:00:00Z',
    message,
  };
  return readJournal(eventLine(0, 0, ended));
};

function measured(
  log: EventLog | null,
  harness: Journal = session('finished'),
  over: Manifest = manifest,
  reference?: EventLog,
): Measurement {
  const launches = new Map<string, EventLog>();
  if (log) launches.set('phone/l', log);
  if (reference) launches.set('host/l', reference);
  return measure(over, { harness: new Map([['phone', harness]]), launches });
}
const phoneValue = (measurement: Measurement, metric: string) =>
  measurement.values.find((each) => each.metric === metric && each.device === 'phone');

test('decode speed is (N − 1) / (tN − t1): the first token is prefill', () => {
  expect(phoneValue(measured(logOf(...trialEvents(), end)), 'decode_rate')).toMatchObject({
    case: 'a',
    value: 10,
  });
});

test('time to first token is t1 − t0, in ms', () => {
  expect(phoneValue(measured(logOf(...trialEvents(), end)), 'ttft')?.value).toBe(500);
});

test('prefill speed of a short prompt is not reported, and says why', () => {
  expect(phoneValue(measured(logOf(...trialEvents(), end)), 'prefill_rate')).toMatchObject({
    value: null,
    reason: expect.stringContaining('128'),
  });
  const long = measured(logOf(...trialEvents({ promptTokens: 200 }), end));
  expect(phoneValue(long, 'prefill_rate')?.value).toBeCloseTo(200 / 0.4, 9);
});

test('inter-token percentiles need enough intervals', () => {
  expect(phoneValue(measured(logOf(...trialEvents(), end)), 'itl_p95')).toMatchObject({ value: null });
  const deltasUs = [500_000, ...Array.from({ length: 40 }, (_, i) => 10_000 + i * 1000)];
  expect(phoneValue(measured(logOf(...trialEvents({ deltasUs }), end)), 'itl_max')?.value).toBe(49);
});

test.each([
  ['a cached prompt', { cachedTokens: 3 }, 'cache'],
  ['an early end of sequence', { finishReason: 'stop' as const }, 'stop'],
  ['fewer tokens than planned', { planned: 9 }, '5 of 9'],
  ['a clock that stood still', { deltasUs: [500_000, 100_000, 0, 100_000] }, 'clock'],
  ['missing ids', { ids: [1] }, 'ids'],
])('%s makes a trial invalid: no value, never 0', (_, overrides, reason) => {
  const measurement = measured(logOf(...trialEvents(overrides), end));
  expect(phoneValue(measurement, 'decode_rate')).toMatchObject({
    value: null,
    reason: expect.stringContaining(reason),
  });
  expect(measurement.caveats.map((caveat) => caveat.code)).toContain('invalid-trials');
});

test('peak memory is the larger of samples and the kernel ledger; without samples it is missing', () => {
  const memory: EventBody = {
    type: 'memory',
    tUs: [1, 2],
    footprintBytes: [2 ** 20, 3 * 2 ** 20],
    mappedBytes: [null, null],
    availableBytes: [null, null],
    kernelPeakBytes: 5 * 2 ** 20,
  };
  expect(phoneValue(measured(logOf(memory, end)), 'footprint_peak')?.value).toBe(5);
  expect(phoneValue(measured(logOf(end)), 'footprint_peak')).toMatchObject({
    value: null,
    reason: 'no memory samples',
  });
  expect(phoneValue(measured(logOf(memory, end)), 'headroom_min')).toMatchObject({ value: null });
});

test('a load is of no regime where the journal does not say whether an install went before it', () => {
  const loaded: EventBody = {
    type: 'model.loaded',
    sha256: '0'.repeat(64),
    engine: 'e',
    engineVersion: '1',
    backend: 'cpu',
    backendRequested: 'cpu',
    settings: {},
    cold: false,
    loadUs: 2e6,
    footprintBeforeBytes: null,
    footprintAfterBytes: null,
  };
  const measurement = measured(readLog(eventLine(0, 2e6, loaded) + eventLine(1, 3e6, end)));
  for (const metric of ['load_first', 'load_cold', 'load_warm'])
    expect(phoneValue(measurement, metric)).toMatchObject({
      value: null,
      reason: expect.stringContaining('since its install'),
    });
});

test('a launch without its last event is partial, one without a log missing', () => {
  expect(measured(logOf(...trialEvents())).launches[0]?.status).toBe('partial');
  const nothing = measured(null);
  expect(nothing.launches[0]?.status).toBe('missing');
  expect(nothing.caveats.find((caveat) => caveat.code === 'no-data')?.invalidates).toBe(true);
});

test('a lost session invalidates its phone', () => {
  const caveat = measured(logOf(...trialEvents(), end), session('lost')).caveats.find(
    (each) => each.code === 'session-lost',
  );
  expect(caveat).toMatchObject({
    device: 'phone',
    invalidates: true,
    message: expect.stringContaining('unplugged'),
  });
});

test('a session that was lost without a word is told without a colon', () => {
  const { caveats } = measured(logOf(...trialEvents(), end), session('lost', ''));
  expect(caveats.find(({ code }) => code === 'session-lost')?.message).toMatch(/ of 1 launches$/);
});

test('a session that was cut off invalidates its phone', () => {
  const caveats = measured(logOf(...trialEvents(), end), readJournal('')).caveats;
  expect(caveats.find((each) => each.code === 'session-unfinished')?.invalidates).toBe(true);
});

test.each([
  ['a hot start', { thermalState: 'fair' as const }, 'hot-start'],
  ['Low Power Mode', { lowPowerMode: true }, 'low-power-mode'],
])('%s is a caveat', (_, reading, code) => {
  const environment: EventBody = {
    type: 'environment',
    at: 'start',
    thermalState: 'nominal',
    lowPowerMode: false,
    batteryPercent: 80,
    charging: false,
    brightness: null,
    freeDiskBytes: null,
    ...reading,
  };
  expect(measured(logOf(environment, ...trialEvents(), end)).caveats.map((caveat) => caveat.code)).toContain(
    code,
  );
});

test('the reference gives ratio and token parity, by the common prefix', () => {
  const withHost: Manifest = { ...manifest, reference: { device: host, launches: [launch] } };
  const phone = logOf(...trialEvents({ ids: [1, 2, 3, 9, 9] }), end);
  const reference = logOf(
    ...trialEvents({ deltasUs: [100_000, 50_000, 50_000, 50_000, 50_000], ids: [1, 2, 3, 4, 5] }),
    end,
  );
  const measurement = measured(phone, session('finished'), withHost, reference);
  expect(phoneValue(measurement, 'mac_ratio')?.value).toBeCloseTo(0.5, 9);
  expect(phoneValue(measurement, 'token_parity')?.value).toBeCloseTo(60, 9);
});
