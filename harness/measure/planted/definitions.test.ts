import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import type { PlannedStep } from '../../experiment/planned-step.ts';
import { deriveLogs } from '../../judge/derive.ts';
import { createRandom } from '../../statistics/random.ts';
import { usualNoise } from '../../virtual-phone/physics/noise.ts';
import { profileNamed } from '../../virtual-phone/physics/profiles.ts';
import { metrics } from '../metrics/index.ts';
import type { Measurement, TrialRecord } from '../result.ts';
import { summariesOf } from '../summaries.ts';
import { type AgentRun, agentRun } from './agent-run.fixture.ts';

/** The counterexamples of published mistakes in definitions: what was printed, and what is true. */
const step = (over: Partial<PlannedStep> = {}): PlannedStep => ({
  ...shortStep,
  case: 'a',
  generateTokens: 32,
  repetitions: 1,
  ...over,
});

async function measured(run: AgentRun): Promise<Measurement> {
  const { manifest, logs } = await agentRun(run);
  return deriveLogs({ manifest, ...logs }).measurement;
}

/** One launch with trials whose token times are given, ms; the first is prefill. */
async function withTimes(...trials: number[][]): Promise<Measurement> {
  const { manifest, logs } = await agentRun({
    launches: [{ steps: [step({ repetitions: trials.length, generateTokens: trials[0]?.length ?? 0 })] }],
  });
  const log = logs.launches.get('phone/l0');
  let scored = -1;
  const events = (log?.events ?? []).map((event) => {
    if (event.type !== 'tokens') return event;
    const deltas = trials[scored++];
    return deltas ? { ...event, deltasUs: deltas.map((ms) => ms * 1000) } : event;
  });
  const launches = new Map(log ? [['phone/l0', { ...log, events }]] : []);
  return deriveLogs({ manifest, harness: logs.harness, launches }).measurement;
}

const found = (measurement: Measurement, metric: string, name?: string) =>
  measurement.values.find((each) => each.metric === metric && (name === undefined || each.case === name));

test('decode speed does not depend on how long prefill took', async () => {
  const quick = await withTimes([100, 50, 50, 50]);
  const slow = await withTimes([9000, 50, 50, 50]);
  expect(found(quick, 'decode_rate')?.value).toBe(20);
  expect(found(slow, 'decode_rate')?.value).toBe(20);
});

test('time to first token is no inter-token latency', async () => {
  const measurement = await withTimes([9000, ...Array.from({ length: 30 }, () => 50)]);
  expect(found(measurement, 'itl_max')?.value).toBe(50);
});

test('20 and 60 tok/s over equal work are 30, not the 40 that a mean of rates says', async () => {
  const measurement = await withTimes([500, 50, 50, 50], [500, 1000 / 60, 1000 / 60, 1000 / 60]);
  expect(found(measurement, 'suite_rate')?.value).toBeCloseTo(30, 9);
});

test('mean inter-token time is decode speed upside down, so it is no second metric', () => {
  const ids = metrics.map(({ id }) => id);
  expect(ids).not.toContain('tpot');
  expect(new Set(ids).size).toBe(ids.length);
});

test('a prompt of 19 tokens has no prefill speed', async () => {
  const measurement = await measured({
    launches: [{ steps: [step({ prompt: { kind: 'synthetic', tokens: 19, seed: 1 } })] }],
  });
  expect(found(measurement, 'prefill_rate')).toMatchObject({
    value: null,
    reason: expect.stringContaining('128'),
  });
});

test('first, cold and warm loads are three series, and the first run has a penalty of its own', async () => {
  const measurement = await measured({ launches: [{}, {}, { cold: true }] });
  const of = (metric: string) =>
    measurement.values.filter((each) => each.metric === metric).map(({ value }) => value);
  expect(of('load_first')).toEqual([expect.any(Number), null, null]);
  expect(of('load_warm')).toEqual([null, expect.any(Number), null]);
  expect(of('load_cold')).toEqual([null, null, expect.any(Number)]);
  expect(of('load_cold')[2] ?? 0).toBeGreaterThan(1.5 * (of('load_warm')[1] ?? 0));
  expect(of('first_run_penalty')).toEqual([expect.closeTo(1.88, 1)]);
  expect(of('cold_run_penalty')).toEqual([expect.closeTo(1.88, 1)]);
});

test('a first trial that is slow after an install is told: the warm-up did not cover what it runs', async () => {
  const codes = ({ caveats }: Measurement): string[] => caveats.map(({ code }) => code);
  const steady = [500, 50, 50, 50];
  const compiling = steady.map((ms) => (ms * 25.4) / 13.5);
  expect(codes(await withTimes(compiling, steady, steady))).toContain('warm-up-too-short');
  expect(codes(await withTimes(steady, steady, steady))).not.toContain('warm-up-too-short');
});

test('charged, mapped and resident memory are three numbers: weights are mapped, not charged', async () => {
  const measurement = await measured({ launches: [{}] });
  const charged = found(measurement, 'footprint_peak')?.value ?? 0;
  const mapped = found(measurement, 'mapped_clean')?.value ?? 0;
  expect(mapped).toBeGreaterThan(2000);
  expect(charged).toBeLessThan(1500);
  expect(found(measurement, 'metal_allocated')).toMatchObject({
    value: null,
    reason: expect.stringContaining('reported'),
  });
});

test('the memory that Metal has given is the highest count, after the load or later', async () => {
  const edit = (log: string): string =>
    log
      .replace('"metalAllocatedBytes":null', `"metalAllocatedBytes":${700 * 2 ** 20}`)
      .replaceAll(/("tUs":\[[^\]]*\])/g, (_, column: string) => {
        const times = column.split(',').map(() => 900 * 2 ** 20);
        return `${column},"metalAllocatedBytes":[${times.join(',')}]`;
      });
  const measurement = await measured({ launches: [{ edit }] });
  expect(measurement.launches[0]?.problems).toEqual([]);
  expect(found(measurement, 'metal_allocated')?.value).toBe(900);
});

test('the kernel’s own peak shows the spike of a load that slow sampling misses', async () => {
  const { manifest, logs } = await agentRun({ launches: [{}] });
  const log = logs.launches.get('phone/l0');
  const events = (log?.events ?? []).map((event) =>
    event.type === 'memory' ? { ...event, footprintBytes: event.footprintBytes.map(() => 2 ** 20) } : event,
  );
  const launches = new Map(log ? [['phone/l0', { ...log, events }]] : []);
  const { measurement } = deriveLogs({ manifest, harness: logs.harness, launches });
  expect(found(measurement, 'footprint_peak')?.value).toBeCloseTo(1228.8, 0);
});

test('one value has no dispersion, and none has no median: null, never 0', async () => {
  const { summaries } = await measured({ launches: [{}] });
  const decode = summaries.find((each) => each.metric === 'decode_rate');
  expect(decode).toMatchObject({ count: 1, mad: null });
  expect(
    summaries
      .filter((each) => each.count === 0)
      .every(({ median, reason }) => median === null && reason !== null),
  ).toBe(true);
});

test('times that never came are ranked as the longest and never averaged', () => {
  const value = (seconds: number | null) => ({
    metric: 't_onset',
    device: 'd',
    launch: 'l',
    role: 'candidate' as const,
    suite: 's',
    case: '*',
    value: seconds,
    reason: seconds === null ? '> 600 s' : null,
    censoredAtSeconds: seconds === null ? 600 : null,
    plusMinus: null,
  });
  const summary = (...seconds: (number | null)[]) => summariesOf(seconds.map(value), new Map())[0];
  expect(summary(90, 95, null)).toMatchObject({ median: 95, censored: 1, maximum: null, mad: null });
  expect(summary(90, null, null)).toMatchObject({ median: null, censored: 2, censoredAtSeconds: 600 });
});

test('slower at depth is not throttled: a soak of equal cycles on a phone that never heats is flat', async () => {
  const { measurement } = await flatSoak(1);
  const deep = await measured({
    launches: [
      {
        steps: [
          step({ case: 'shallow' }),
          step({ case: 'deep', prompt: { kind: 'synthetic', tokens: 1800, seed: 1 } }),
        ],
      },
    ],
  });
  expect(found(deep, 'decode_rate', 'deep')?.value ?? 0).toBeLessThan(
    0.8 * (found(deep, 'decode_rate', 'shallow')?.value ?? 0),
  );
  expect(found(measurement, 'throttled')?.value).toBe(0);
});

test('a phone throttles after seconds of load: long prompts heat it too, though their seconds show no decode speed', async () => {
  const prompt = { kind: 'synthetic', tokens: 512, seed: 1 } as const;
  const measurement = await measured({
    profile: 'A16',
    noise: usualNoise,
    launches: [{ kind: 'soak', steps: [step({ prompt, forSeconds: 600, generateTokens: 64 })] }],
  });
  const { burstSeconds } = profileNamed('A16');
  const onset = found(measurement, 't_onset')?.value ?? 0;
  expect(Math.abs(onset / burstSeconds - 1)).toBeLessThan(0.05);
  const [curve] = measurement.curves;
  const decoded = curve?.speeds.filter(({ atSecond }) => atSecond < onset).length ?? 0;
  expect(decoded).toBeLessThan(0.7 * burstSeconds);
  expect(curve?.loadSeconds).toBeGreaterThan(590);
});

test('worst ÷ best loop reads noise as throttling; medians of burst and plateau do not', async () => {
  const { measurement, minMax } = await flatSoak(2);
  expect(minMax).toBeLessThan(97.5);
  expect(found(measurement, 'stability_loop')?.value).toBeGreaterThan(98.5);
  expect(found(measurement, 'retention')?.value).toBeGreaterThan(99);
  for (const metric of ['t_onset', 't10', 't25', 't50'])
    expect(found(measurement, metric)).toMatchObject({
      value: null,
      reason: expect.stringMatching(/^> \d+ s/),
    });
});

/** A soak whose cycles scatter by 1 % and never slow down, and what worst ÷ best trial would say of it. */
async function flatSoak(seed: number): Promise<{ measurement: Measurement; minMax: number }> {
  const { manifest, logs } = await agentRun({
    noise: usualNoise,
    launches: [{ kind: 'soak', steps: [step({ forSeconds: 400, generateTokens: 64 })] }],
  });
  const random = createRandom(seed);
  const log = logs.launches.get('phone/l0');
  const rates: number[] = [];
  const events = (log?.events ?? []).map((event) => {
    if (event.type !== 'tokens') return event;
    const luck = Math.exp(0.01 * random.gauss());
    rates.push(1 / luck);
    return {
      ...event,
      deltasUs: event.deltasUs.map((_, i) => (i === 0 ? 3e5 : 1e5 * luck * Math.exp(0.02 * random.gauss()))),
    };
  });
  const launches = new Map(log ? [['phone/l0', { ...log, events }]] : []);
  const { measurement } = deriveLogs({ manifest, harness: logs.harness, launches });
  return { measurement, minMax: (100 * Math.min(...rates)) / Math.max(...rates) };
}

test('energy is reported with the error of its 1 % steps, and not at all on a cable', async () => {
  const soak = (onBattery: boolean): AgentRun => ({
    launches: [
      { kind: 'soak', effects: { onBattery }, steps: [step({ forSeconds: 600, generateTokens: 128 })] },
    ],
  });
  const battery = found(await measured(soak(true)), 'energy_token');
  // 5 % of 13 Wh in 600 s, by the physics.
  const tokens =
    (await measured(soak(true))).launches[0]?.trials.reduce((sum, each) => sum + each.generatedTokens, 0) ??
    0;
  const truth = (0.05 * 13 * 3600) / tokens;
  expect(battery?.plusMinus).toBeCloseTo(truth / 5, 3);
  expect(Math.abs((battery?.value ?? 0) - truth)).toBeLessThanOrEqual(battery?.plusMinus ?? 0);
  expect(found(await measured(soak(false)), 'energy_token')).toMatchObject({
    value: null,
    reason: 'the phone was on a cable',
  });
});

test('no composite score may decide', () => {
  const composite = metrics.filter(({ id }) => ['stability', 'index', 'stability_loop'].includes(id));
  expect(composite.map(({ role }) => role)).toEqual(['diagnostic', 'diagnostic', 'diagnostic']);
});

test('ratio, parity and probabilities come from the reference of the same run', async () => {
  const asked = [step({ score: true, prompt: { kind: 'chat', text: 'x' }, generateTokens: 8 })];
  const effects = { wrongTokens: { fromIndex: 6 }, scoreLossNats: 0.25 };
  const measurement = await measured({ launches: [{ steps: asked, effects }], reference: asked });
  const value = (metric: string) =>
    measurement.values.find((each) => each.metric === metric && each.device === 'phone')?.value;
  expect(value('token_parity')).toBe(75);
  expect(value('mac_ratio')).toBeCloseTo(0.52, 1);
  expect(value('nll')).toBeCloseTo(Math.log(1000) + 0.25, 4);
  expect(value('nll_gap')).toBeCloseTo(0.25, 4);
  expect(value('top1_agreement')).toBe(100);
});

test('stalls are tokens above three times the median', async () => {
  const deltas = [500, ...Array.from({ length: 30 }, (_, i) => (i === 7 ? 170 : i === 9 ? 140 : 50))];
  const measurement = await withTimes(deltas);
  expect(found(measurement, 'stall_count')?.value).toBe(1);
  expect(found(measurement, 'stall_longest')?.value).toBe(170);
});

test('a trial of another length than planned has no value: unequal N is no sample', async () => {
  const measurement = await withTimes([500, 50, 50, 50]);
  const [first] = measurement.launches[0]?.trials.filter((trial: TrialRecord) => trial.scored) ?? [];
  expect(first?.plannedTokens).toBe(4);
  const short = await measured({ launches: [{ effects: { mistakes: { endAtToken: 9 } } }] });
  expect(found(short, 'decode_rate')?.value).toBeNull();
});

test('every definition says what it is, where it comes from and which version it has', () => {
  for (const metric of metrics) {
    expect(metric.formula.length, metric.id).toBeGreaterThan(5);
    expect(metric.source.length, metric.id).toBeGreaterThan(5);
    expect(metric.needs.length, metric.id).toBeGreaterThan(0);
    expect(metric.version, metric.id).toBeGreaterThan(0);
  }
});
