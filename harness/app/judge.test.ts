import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { derive } from './derive.ts';
import { csv, jsonLines, judged, pieces, type Row } from './judge/judged-text.fixture.ts';
import { judge } from './judge.ts';
import { writeSimulatedRun } from './simulated-run.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-judge-'));
});
afterAll(() => rm(folder, { recursive: true }));

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** Six blocks of a phone with typical noise. */
function launches(changes: { loss?: number; metric?: string; seed?: number; more?: Row } = {}): Row[] {
  const { loss = 0, metric = 'decode_rate', seed = 1, more = {} } = changes;
  const random = createRandom(seed);
  return Array.from({ length: 6 }, (_, block) =>
    order.flatMap((build, position): Row[] => {
      const log = 0.008 * random.gauss() + (build === 'candidate' ? Math.log1p(-loss) : 0);
      return ['a', 'b'].map((name) => ({
        ...more,
        ...{ phone: 'iPhone 15', block, position, build, suite: 'quick', case: name, metric },
        value: 20 * Math.exp(log + 0.004 * random.gauss()),
      }));
    }),
  ).flat();
}

test('the values of a run give the comparisons and the verdict that derive gives', async () => {
  for (const candidate of [20, 18]) {
    const speeds = { baseline: 20, candidate };
    await writeSimulatedRun(folder, { run: `speed-${candidate}`, speeds, blocks: 12 });
    const derived = await derive(join(folder, `speed-${candidate}`));
    const planned = new Map(
      derived.measurement.launches.map((launch) => [launch.planned.id, launch.planned]),
    );
    const metrics = new Set(derived.comparisons.map(({ metric }) => metric));
    const rows = derived.measurement.values
      .filter(({ metric }) => metrics.has(metric))
      .map(({ device, launch, role, suite, case: name, metric, value }): Row => {
        const { block, position } = planned.get(launch) ?? { block: -1, position: -1 };
        return { phone: device, block, position, build: role, suite, case: name, metric, value };
      });
    const gate = join(folder, 'gate.json');
    const shown = derived.comparisons.filter(({ gating }) => !gating);
    const rules = [
      ...derived.measurement.manifest.gate,
      ...shown.map(({ metric }) => ({ metric, decides: false })),
    ];
    await writeFile(gate, JSON.stringify({ rules }));
    const [found] = await judged(csv(rows), { gate, analyses: 1 });
    expect(found?.verdict).toBe(derived.verdict.verdict);
    for (const comparison of derived.comparisons) expect(found?.comparisons).toContainEqual(comparison);
  }
});

test('CSV and JSON lines say the same, whatever separates the cells, line ends and quotes', async () => {
  const rows = launches({ loss: 0.05 });
  const text = csv(rows);
  const expected = await judged(text);
  expect(expected.map(({ verdict }) => verdict)).toEqual(['NO-GO']);
  const quoted = text.replaceAll('iPhone 15', '"iPhone 15"').replaceAll('\n', '\r\n');
  for (const other of [
    jsonLines(rows),
    text.replaceAll(',', ';'),
    text.replaceAll(',', '\t'),
    `\ufeff${quoted}`,
  ])
    expect(await judged(other)).toEqual(expected);
  expect([...(await judge({ values: pieces(text, 7) })).experiments]).toEqual(expected);
});

test('experiments of one file are judged apart, though their rows come interleaved', async () => {
  const clean = launches({ more: { experiment: 'clean' } });
  const slow = launches({ more: { experiment: 'slow' }, loss: 0.05, seed: 2 });
  const mixed = clean.flatMap((row, i) => [row, slow[i] ?? row]);
  const found = await judged(csv(mixed));
  expect(found.map(({ experiment, verdict }) => `${experiment} ${verdict}`)).toEqual([
    'clean GO',
    'slow NO-GO',
  ]);
  expect(found).toEqual([...(await judged(csv(clean))), ...(await judged(csv(slow)))]);
  const named = mixed.map(({ experiment, ...row }) => ({ night: experiment ?? null, ...row }));
  expect(await judged(csv(named), { key: 'night' })).toEqual(found);
});

test('absent columns have defaults: one phone, one suite, one case, the decode speed', async () => {
  const short = launches({ loss: 0.05 })
    .filter((row) => row['case'] === 'a')
    .map(({ block = null, position = null, build = null, value = null }) => ({
      block,
      position,
      build,
      value,
    }));
  const [found] = await judged(csv(short));
  expect(found).toMatchObject({
    experiment: null,
    verdict: 'NO-GO',
    comparisons: [{ metric: 'decode_rate', suite: 'default', perDevice: [{ device: 'phone', cases: [] }] }],
  });
});

test('several values of one launch and case count as their geometric mean', async () => {
  const rows = launches();
  const twice = rows.flatMap((row) => [
    { ...row, repetition: 0, value: Number(row['value']) * 1.1 },
    { ...row, repetition: 1, value: Number(row['value']) / 1.1 },
  ]);
  const [once] = await judged(csv(rows));
  const [found] = await judged(csv(twice));
  expect(found?.values).toEqual({ values: 96, missing: 0, averaged: 48 });
  expect(found?.comparisons[0]?.pooled.changePercent).toBeCloseTo(
    once?.comparisons[0]?.pooled.changePercent ?? 0,
  );
});

test('a waiver of the policy lets a loss pass and is told; an expired one holds the pass back, and one of another phone waives nothing', async () => {
  const gate = join(folder, 'waived.json');
  const judgedWith = async (waiver: object, loss = 0.08) => {
    const terms = { metric: 'decode_rate', owner: 'anna', until: '2026-01-31', why: 'new sampler' };
    const wide = { metric: 'ttft', marginPercent: 5 };
    await writeFile(gate, JSON.stringify({ rules: [wide], waivers: [{ ...terms, ...waiver }] }));
    const rows = [...launches({ loss }), ...launches({ metric: 'ttft' })];
    const found = await judged(csv(rows), { gate, analyses: 1 }, new Date('2026-01-01'));
    return found[0];
  };
  const passed = await judgedWith({ suite: 'quick', phone: 'iPhone 15' });
  expect(passed).toMatchObject({ verdict: 'GO', waivers: [{ state: 'waives', owner: 'anna' }] });
  expect(passed?.headline).toMatch(/Decode speed −\d\.\d % on iPhone 15, waived by anna until 2026-01-31/);
  expect(await judgedWith({ phone: 'iPhone 16' })).toMatchObject({ verdict: 'NO-GO' });
  const expired = await judgedWith({ until: '2025-12-31' }, 0);
  expect(expired).toMatchObject({
    ...{ verdict: 'INCONCLUSIVE', waivers: [{ state: 'expired' }] },
    headline: 'Cannot tell: the waiver of decode_rate by anna expired on 2025-12-31',
  });
});

describe('what is missing never passes', () => {
  const isLost = ({ block, position }: Row): boolean => block === 2 && position === 1;

  test.each([
    ['without a value', (rows: Row[]) => rows.map((row) => (isLost(row) ? { ...row, value: null } : row))],
    [
      'that say nothing of metric and case',
      (rows: Row[]) =>
        rows.map((row) => (isLost(row) ? { ...row, value: null, metric: null, case: null } : row)),
    ],
    ['that have no row', (rows: Row[]) => rows.filter((row) => !isLost(row))],
  ])('launches of the candidate %s', async (_, change) => {
    expect((await judged(csv(launches())))[0]?.verdict).toBe('GO');
    const [found] = await judged(csv(change(launches())));
    expect(found?.verdict).toBe('INCONCLUSIVE');
    expect(found?.headline).toBe(
      'Cannot tell: iPhone 15: values of the candidate are missing, 2 of 24; of the baseline 0 of 24',
    );
  });

  test('a metric that one phone has and the other lacks', async () => {
    const rows = [...launches(), ...launches({ metric: 'ttft' }), ...launches({ more: { phone: 'old' } })];
    const both = rows.map((row, i) => (i >= 96 ? { ...row, phone: 'iPhone 12' } : row));
    const [found] = await judged(csv(both));
    expect(found?.devices.map(({ verdict }) => verdict)).toEqual(['GO', 'INCONCLUSIVE']);
    expect(found?.headline).toContain('Time to first token: no comparable value');
  });

  test.each(['baseline', 'candidate'])('one build alone: %s', async (only) => {
    const [found] = await judged(csv(launches().filter(({ build }) => build === only)));
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', headline: 'One build alone: numbers only' });
  });
});

test('a launch without a value was there all the same: what it left behind is its own build’s', async () => {
  const lost = launches({ more: { experiment: 'x' } }).map((row) =>
    row['block'] === 1 && row['position'] === 1 ? { ...row, value: null } : row,
  );
  const kept = lost.filter(({ value }) => value !== null);
  const [told] = await judged(csv(lost));
  const [cut] = await judged(csv(kept));
  const changeOf = (each: typeof told) => each?.comparisons[0]?.perDevice[0]?.changePercent;
  // Without the row nobody knows what ran before position 2, and its carry-over is left out.
  expect(changeOf(told)).not.toBe(changeOf(cut));
});

describe('a gate policy', () => {
  const judgedBy = async (rules: unknown, rows: readonly Row[], more: object = {}) => {
    const gate = join(folder, 'policy.json');
    await writeFile(gate, JSON.stringify({ rules, ...more }));
    return (await judged(jsonLines(rows), { gate }))[0];
  };
  const slower = launches({ loss: 0.05 });

  test('widens a margin, in one suite and on one model', async () => {
    const wide = { metric: 'decode_rate', marginPercent: 10 };
    expect((await judgedBy([wide], slower))?.verdict).toBe('GO');
    expect((await judgedBy([{ ...wide, suite: 'quick' }], slower))?.verdict).toBe('GO');
    expect((await judgedBy([{ ...wide, suite: 'other' }], slower))?.verdict).toBe('NO-GO');
    const models = slower.map((row) => ({ ...row, deviceModel: 'iPhone15,4' }));
    expect((await judgedBy([{ ...wide, deviceModel: 'iPhone15,4' }], models))?.verdict).toBe('GO');
    expect((await judgedBy([{ ...wide, deviceModel: 'iPhone15,4' }], slower))?.verdict).toBe('NO-GO');
  });

  test('asks for metrics and phones that the values lack', async () => {
    const found = await judgedBy([{ metric: 'ttft', marginPercent: 3 }], launches());
    expect(found?.headline).toBe('Cannot tell: Time to first token: no comparable value');
    const absent = await judgedBy([], launches(), { requiredPhones: ['iPhone12,1'] });
    expect(absent?.verdict).toBe('INVALID');
  });

  test('has limits that launch values cannot be held against', async () => {
    const found = await judgedBy([], launches(), { limits: [{ metric: 'footprint_peak', atMost: 3000 }] });
    expect(found?.headline).toBe(
      'Cannot tell: the gate has a limit of footprint_peak, and limits are held against runs alone',
    );
  });
});

describe('a metric that Heatsoak does not know', () => {
  const rows = launches({ metric: 'tokens_per_joule', loss: 0.06 });

  test.each([
    ['higher', '*', 'NO-GO', '5.'],
    ['lower', '*', 'GO', ''],
    ['higher', 'tokens_per_joule', 'NO-GO', '5.'],
  ] as const)(
    'is judged where its direction (%s) and margin are given for %s',
    async (way, name, word, size) => {
      const [found] = await judged(csv(rows), { directions: { [name]: way }, margins: { [name]: 3 } });
      expect(found?.verdict).toBe(word);
      expect(found?.headline).toContain(size);
    },
  );
});

test('columns of other tools are left alone and told', async () => {
  const rows = launches().map((row) => ({ ...row, operator: 'ada' }));
  const { foreign } = await judge({ values: pieces(csv(rows)) });
  expect(foreign).toEqual(['operator']);
});
