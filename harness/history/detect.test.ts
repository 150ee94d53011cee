import { describe, expect, test } from 'vitest';
import { alert } from '../judge/nightly/parameters.ts';
import { createRandom } from '../statistics/random.ts';
import { detectChanges } from './detect.ts';
import { changesDocument, type SeriesFile, seriesFile } from './series-file.ts';

const random = createRandom(1);
const values = (levels: readonly number[], length = 40): number[] =>
  levels.flatMap((level) => Array.from({ length }, () => level * Math.exp(0.01 * random.gauss())));
const fileOf = (numbers: readonly (number | null)[], more: Partial<SeriesFile> = {}): SeriesFile =>
  seriesFile.parse({ series: numbers.map((value, x) => ({ x, value })), ...more });
const whole = { online: false, parameters: alert };
const online = { online: true, parameters: alert };
const near = (index: number | undefined, expected: number): void =>
  expect(Math.abs((index ?? Number.NaN) - expected)).toBeLessThanOrEqual(2);

describe('the whole series', () => {
  test('all changes of a long series are found, with sizes and names', () => {
    const found = detectChanges(fileOf(values([30, 27, 33, 31])), whole);
    expect(found.changes.map(({ kind }) => kind)).toEqual(['regression', 'improvement', 'regression']);
    for (const [i, expected] of [40, 80, 120].entries()) near(found.changes[i]?.index, expected);
    expect(found.changes[0]?.shiftPercent).toBeCloseTo(-10, -0.5);
    expect(changesDocument.parse(found)).toEqual(found);
  });

  test('a change near the end, too, and none in noise that grows', () => {
    expect(detectChanges(fileOf([...values([30], 90), ...values([28], 6)]), whole).changes).toHaveLength(1);
    const growing = Array.from({ length: 300 }, (_, i) =>
      Math.exp((i < 150 ? 0.01 : 0.05) * createRandom(i).gauss()),
    );
    expect(detectChanges(fileOf(growing), whole).changes).toEqual([]);
  });

  test('lone outliers are no change', () => {
    const numbers = values([30], 100).map((value, i) => (i % 12 === 5 ? value * 0.7 : value));
    expect(detectChanges(fileOf(numbers), whole).changes).toEqual([]);
  });
});

test('online, each change is raised once, after it happened', () => {
  const { changes } = detectChanges(fileOf(values([30, 27])), online);
  const [found, ...more] = changes.filter(({ index }) => Math.abs(index - 40) <= 5);
  expect(more).toEqual([]);
  near(found?.index, 40);
  expect(found?.raisedAt).toBeGreaterThanOrEqual(42);
  expect(found?.raisedAt).toBeLessThanOrEqual(46);
});

test('no confidence is higher than so many values can show', () => {
  const { changes } = detectChanges(fileOf(values([30, 15])), online);
  expect(changes[0]?.confidence).toBe(80 / 81);
});

test('lower is better swaps the names only', () => {
  const numbers = values([30, 27]);
  const [higher, lower] = (['higher-is-better', 'lower-is-better'] as const).map(
    (direction) => detectChanges(fileOf(numbers, { direction }), whole).changes[0],
  );
  expect([higher?.kind, lower?.kind]).toEqual(['regression', 'improvement']);
  expect(lower?.shiftPercent).toBe(higher?.shiftPercent);
});

test('references take out what both share', () => {
  const days = Array.from({ length: 80 }, (_, i) => (i < 40 ? 1 : 0.8));
  const series = values([30, 30]).map((value, i) => ({
    value: value * (days[i] ?? 1),
    reference: 20 * (days[i] ?? 1),
  }));
  const found = detectChanges(seriesFile.parse({ series }), whole);
  expect(found).toMatchObject({ changes: [], method: { paired: true } });
  const partly = series.map((point, i) => (i === 3 ? { ...point, reference: null } : point));
  const plain = detectChanges(seriesFile.parse({ series: partly }), whole);
  expect(plain.changes).toHaveLength(1);
  expect(plain.notes).toEqual([expect.stringContaining('references on 79 of 80 points only')]);
});

test('gaps are left out, and indices still count them', () => {
  const numbers: (number | null)[] = values([30, 27]);
  numbers.splice(10, 0, null, null, null);
  const found = detectChanges(fileOf(numbers), whole);
  near(found.changes[0]?.index, 43);
  expect(found).toMatchObject({ points: 83, used: 80, notes: [expect.stringContaining('3 of 83 points')] });
});

test.each([0, 1, 2, 15])('%i values are not enough, and a note says so', (count) => {
  for (const options of [whole, online]) {
    const found = detectChanges(fileOf(values([30], count)), options);
    expect(found.changes).toEqual([]);
    expect(found.notes).toEqual([`not enough evidence: ${count} values, at least 16 are needed`]);
  }
});

test('a constant series has no change', () => {
  for (const options of [whole, online])
    expect(detectChanges(fileOf(Array<number>(60).fill(30)), options).changes).toEqual([]);
});

test.each([
  [[30, 0, 31], '$.series[1].value is 0'],
  [[30, 31, -2], '$.series[2].value is -2'],
])('a value without a logarithm is refused with its path', (numbers, text) => {
  expect(() => detectChanges(fileOf(numbers), whole)).toThrow(text);
});
