import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { buildHistory, type HistoryRequest } from './build-history.ts';
import type { Confirmation } from './confirmation.ts';
import { confirmationOutcome } from './confirmation.ts';
import { noMarks } from './marks.ts';
import { factsFixture, nightFixture, runName } from './night.fixture.ts';
import type { Night } from './night.ts';

const history = (nights: readonly Night[], over: Partial<HistoryRequest> = {}) =>
  buildHistory({ nights, marks: noMarks, confirmations: [], skipped: [], ...over });

/** Noise of 0.4 % and a step of −5 % on night 24. */
const STEP_AT = 24;
function stepped(nights = 40, kind: 'paired' | 'plain' = 'paired', step = -0.05): Night[] {
  const random = createRandom(3);
  return Array.from({ length: nights }, (_, i) =>
    nightFixture(i, {
      [kind]: 0.004 * random.gauss() + (i >= STEP_AT ? step : 0),
      control: kind === 'paired' ? 3 : null,
    }),
  );
}
const seriesOf = (document: ReturnType<typeof history>, kind: string) =>
  document.series.find((series) => series.kind === kind);

test('a step is one change, on its night, with size, how unusual it is, why and by which method', () => {
  const [change, ...others] = seriesOf(history(stepped()), 'paired')?.changes ?? [];
  expect(others).toEqual([]);
  expect([STEP_AT - 1, STEP_AT, STEP_AT + 1].map(runName)).toContain(change?.run);
  expect(change).toMatchObject({ plusMinusNights: 3, direction: 'down', better: false, state: 'open' });
  expect(change?.shiftPercent).toBeCloseTo(-4.9, 0);
  expect(change?.rangePercent[1]).toBeLessThan(0);
  expect(change?.times).toBeGreaterThan(5);
  expect(change?.why).toContain('% lower');
  expect(change?.method).toContain('moves that the series makes by itself');
});

test('what is raised on a night does not depend on later nights', () => {
  const raised = (nights: number) =>
    seriesOf(history(stepped(nights)), 'paired')?.changes.map(({ id, raisedOn, shiftPercent }) => ({
      id,
      raisedOn,
      shiftPercent,
    }));
  expect(raised(40)).toEqual(raised(30));
});

test('the order in which nights are read does not matter', () => {
  const nights = stepped();
  expect(history(createRandom(1).shuffle(nights))).toEqual(history(nights));
});

test('for a metric where lower is better a step down is better', () => {
  const nights = stepped().map((night) => ({
    ...night,
    cells: night.cells.map((cell) => ({ ...cell, metric: 'ttft' })),
  }));
  expect(seriesOf(history(nights), 'paired')?.changes[0]?.better).toBe(true);
});

test.each([
  ['a metric without a margin', { metric: 'itl_p50' }],
  ['a metric of a soak', { metric: 'plateau', kind: 'soak' as const }],
])('%s is shown and never triggers: no A/B could confirm it', (_, over) => {
  const nights = stepped().map((night) => ({
    ...night,
    cells: night.cells.map((cell) => ({ ...cell, ...over })),
  }));
  const series = seriesOf(history(nights), 'paired');
  expect(series).toMatchObject({ watched: false, changes: [] });
  expect(series?.points).toHaveLength(40);
});

test('A/A runs and confirming runs are no nights', () => {
  const nights = stepped();
  const others = (['aa', 'confirm'] as const).map((kind) => ({ ...nightFixture(50, { paired: 1 }), kind }));
  expect(history([...nights, ...others])).toEqual(history(nights));
});

test('nights with and without a pinned build are separate series', () => {
  const plain = Array.from({ length: 5 }, (_, i) => nightFixture(40 + i, { plain: 3 }));
  const document = history([...stepped(), ...plain]);
  expect(seriesOf(document, 'paired')?.points).toHaveLength(40);
  expect(seriesOf(document, 'plain')?.points).toHaveLength(5);
});

test.each([
  ['OS build', { osBuild: '23C55' }, 'OS build 23B85 -> 23C55'],
  ['engine', { engine: 'llama.cpp b2 on metal' }, 'engine llama.cpp b1 on metal -> llama.cpp b2 on metal'],
  ['model', { model: 'b'.repeat(64) }, `model ${'a'.repeat(12)} -> ${'b'.repeat(12)}`],
  ['prompt set', { promptSet: 'fedcba9876543210' }, 'prompt set 0123456789ab -> fedcba987654'],
  ['metrics version', { metricsVersion: 2 }, 'metrics version 1 -> 2'],
])('a new %s starts an epoch and is never a regression', (_, fact, reason) => {
  const nights = stepped().map((night, i) => ({
    ...night,
    cells: night.cells.map((cell) => ({
      ...cell,
      facts: i >= STEP_AT ? { ...factsFixture, ...fact } : factsFixture,
    })),
  }));
  const series = seriesOf(history(nights), 'paired');
  expect(series?.epochs).toEqual([
    { run: runName(0), start: 0, reasons: [] },
    { run: runName(STEP_AT), start: STEP_AT, reasons: [reason] },
  ]);
  expect(series?.changes).toEqual([]);
});

test('a fact that nobody could read starts no epoch', () => {
  const nights = stepped().map((night, i) => ({
    ...night,
    cells: night.cells.map((cell) => ({
      ...cell,
      facts: { ...factsFixture, osBuild: i % 3 ? '23B85' : null },
    })),
  }));
  expect(seriesOf(history(nights), 'paired')?.epochs).toHaveLength(1);
});

test('another pinned build starts an epoch of the paired series', () => {
  const nights = stepped().map((night, i) =>
    i < STEP_AT
      ? night
      : {
          ...night,
          builds: night.builds.map((build) =>
            build.role === 'pinned' ? { ...build, app: 'e'.repeat(64) } : build,
          ),
        },
  );
  expect(seriesOf(history(nights), 'paired')?.epochs[1]?.reasons[0]).toContain('pinned build');
});

test('a missing day is a gap that is counted, and a night without a value says why', () => {
  const nights = stepped(6).filter((_, i) => i !== 2);
  const lost = nightFixture(6, { reason: 'iPhone one was lost' });
  const document = history([...nights, lost]);
  expect(document.coverage).toMatchObject({ days: 7, measuredDays: 6, missingDays: ['2026-01-03'] });
  expect(seriesOf(document, 'paired')?.gaps).toContainEqual({
    run: runName(6),
    reason: 'iPhone one was lost',
  });
  expect(seriesOf(document, 'paired')?.waiting).toContain('5 of 16 nights');
});

const bad = (run: string) => ({
  ...noMarks,
  badRuns: { [run]: { why: 'fan was off', at: '2026-02-20T00:00:00Z' } },
});

test('a run marked bad is left out, and stays on the list with its reason', () => {
  const document = history(stepped(), { marks: bad(runName(5)) });
  expect(seriesOf(document, 'paired')?.points.map((point) => point.run)).not.toContain(runName(5));
  expect(document.runs.find(({ run }) => run === runName(5))?.bad).toBe('fan was off');
});

test('an accepted change stays accepted when the history is made again, also when a bad run moved it', () => {
  const [change] = seriesOf(history(stepped()), 'paired')?.changes ?? [];
  const accepted = {
    [change?.id ?? '']: {
      why: 'new sampler',
      at: '2026-02-20T00:00:00Z',
      series: 'one/quick/decode_rate/paired',
      run: change?.run ?? '',
      direction: 'down' as const,
    },
  };
  const again = seriesOf(history(stepped(), { marks: { ...noMarks, accepted } }), 'paired');
  expect(again?.changes[0]).toMatchObject({ state: 'accepted', note: 'new sampler' });
  const late = history(stepped(45), { marks: { ...noMarks, accepted } });
  expect(seriesOf(late, 'paired')?.changes[0]?.state).toBe('accepted');
});

function confirmed(outcome: Confirmation['outcome']): Confirmation {
  const [change] = seriesOf(history(stepped()), 'paired')?.changes ?? [];
  return {
    v: 1,
    at: '2026-02-20T00:00:00Z',
    change: change?.id ?? '',
    series: 'one/quick/decode_rate/paired',
    located: change?.run ?? '',
    direction: 'down',
    run: 'confirming',
    head: { run: runName(39), name: 'head', app: '' },
    lastGood: { run: runName(20), name: 'good', app: '' },
    blocks: 8,
    changePercent: -5,
    ci95Percent: [-6, -4],
    outcome,
  };
}

test.each([
  ['confirmed', 'confirmed'],
  ['noise', 'noise'],
  ['unconfirmed', 'unconfirmed'],
  ['repeat', 'open'],
] as const)('an answer of %s leaves the change %s', (outcome, state) => {
  const document = history(stepped(), { confirmations: [confirmed(outcome)] });
  expect(seriesOf(document, 'paired')?.changes[0]).toMatchObject({
    state,
    confirmations: [{ run: 'confirming' }],
  });
});

test('a change that went away is closed with the night on which it did', () => {
  const nights = stepped(44).map((night, i) =>
    i < 32 ? night : nightFixture(i, { paired: 0.002 * (i % 2), control: 3 }),
  );
  expect(seriesOf(history(nights), 'paired')?.changes[0]).toMatchObject({
    state: 'went-away',
    note: expect.stringContaining('2026-02-'),
  });
});

test('when the pinned build moves on every phone, the lab is blamed', () => {
  const random = createRandom(5);
  const nights = Array.from({ length: 40 }, (_, i) => {
    const night = nightFixture(i, {});
    const cells = ['one', 'two'].flatMap((device) =>
      night.cells.map((cell) => {
        const control = 3 + 0.004 * random.gauss() + (i >= STEP_AT ? -0.06 : 0);
        return { ...cell, device, paired: 0.004 * random.gauss(), control };
      }),
    );
    return { ...night, cells };
  });
  expect(history(nights).labNotes).toEqual([expect.stringContaining('blame the lab')]);
});

test.each([
  ['the interval excludes zero on the trigger’s side', [-6, -4], 8, false, 'confirmed'],
  ['the interval holds zero', [-3, 1], 8, false, 'noise'],
  ['the interval excludes zero on the other side', [2, 4], 8, false, 'noise'],
  ['too few blocks, the first time', [-6, -4], 5, false, 'repeat'],
  ['too few blocks, the second time', [-6, -4], 5, true, 'unconfirmed'],
  ['no interval at all', null, 0, false, 'repeat'],
] as const)('%s', (_, interval, blocks, repeated, outcome) => {
  const ci95Percent: [number, number] | null = interval && [...interval];
  expect(confirmationOutcome({ ci95Percent, blocks }, 'down', repeated)).toBe(outcome);
});

test('nothing at all is a history too', () => {
  expect(history([])).toMatchObject({ runs: [], series: [], coverage: { firstDay: null, days: 0 } });
});
