import { expect, test } from 'vitest';
import { surelyBefore } from '../judge/nightly/parameters.ts';
import { createRandom } from '../statistics/random.ts';
import { buildHistory } from './build-history.ts';
import { confirmPlan, newestOpen } from './confirm-plan.ts';
import type { HistoryDocument } from './history-document.ts';
import { noMarks } from './marks.ts';
import { nightFixture, runName } from './night.fixture.ts';
import type { Night } from './night.ts';

/** Levels by night; each night has a build of its own unless it is named. */
function historyOf(levels: readonly number[], app: (night: number) => string, bad: readonly number[] = []) {
  const random = createRandom(3);
  const nights = levels.map((level, i): Night => {
    const night = nightFixture(i, { paired: level + 0.003 * random.gauss(), control: 3 });
    return { ...night, builds: [{ role: 'candidate', name: app(i), version: '1', app: app(i) }] };
  });
  const badRuns = Object.fromEntries(bad.map((i) => [runName(i), { why: 'x', at: '2026-01-01T00:00:00Z' }]));
  return buildHistory({ nights, marks: { ...noMarks, badRuns }, confirmations: [], skipped: [] });
}

const step = (nights: number, at: number): number[] =>
  Array.from({ length: nights }, (_, i) => (i < at ? 0 : -0.06));
const ownBuild = (night: number): string => `build ${night}`;

function open(document: HistoryDocument) {
  const changes = document.series.flatMap((series) => series.changes.map((change) => ({ change, series })));
  const found = newestOpen(changes);
  if (!found) throw new Error('the fixture triggers nothing');
  return found;
}

test('head is the newest build, last good the newest that is surely before the change', () => {
  const document = historyOf(step(30, 24), ownBuild);
  const found = open(document);
  const located = Number(found.series.points.findIndex((point) => point.run === found.change.run));
  const { head, lastGood } = confirmPlan(document, found);
  expect(head.name).toBe('build 29');
  const before = surelyBefore(found.change.times);
  expect(before).toBe(3);
  expect(lastGood.name).toBe(`build ${located - before}`);
  expect(located - before).toBeLessThan(24);
});

test('the less a change stands out, the earlier is the build that it is compared with', () => {
  const document = historyOf(step(30, 24), ownBuild);
  const { change, series } = open(document);
  const located = Number(series.points.findIndex((point) => point.run === change.run));
  const { lastGood } = confirmPlan(document, { change: { ...change, times: 3 }, series });
  expect(lastGood.name).toBe(`build ${located - 7}`);
});

test('a run marked bad is not the last good one', () => {
  const document = historyOf(step(31, 25), ownBuild, [22, 23]);
  const names = confirmPlan(document, open(document)).lastGood.name;
  expect(['build 22', 'build 23']).not.toContain(names);
});

test('the same build before and after is no matter for an A/B', () => {
  const document = historyOf(step(30, 24), () => 'the one');
  expect(() => confirmPlan(document, open(document))).toThrow(
    expect.objectContaining({ code: 'SAME_BUILD' }),
  );
});

test('a night behind another open alert is not good', () => {
  const levels = Array.from({ length: 46 }, (_, i) => (i < 20 ? 0 : i < 36 ? -0.06 : -0.14));
  const document = historyOf(levels, ownBuild);
  const changes = document.series.flatMap((series) => series.changes.map((change) => ({ change, series })));
  const last = changes.at(-1);
  if (!last || changes.length < 2) throw new Error('the fixture triggers too little');
  const { lastGood } = confirmPlan(document, last);
  expect(Number(lastGood.name.replace('build ', ''))).toBeLessThan(20);
});

test('without an open change nothing waits', () => {
  expect(newestOpen([])).toBeNull();
});
