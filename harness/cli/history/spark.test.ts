import { expect, test } from 'vitest';
import { buildHistory } from '../../history/build-history.ts';
import { factsFixture, nightFixture } from '../../history/night.fixture.ts';
import { spark } from './spark.ts';

/** The bars of nights with these logs; null: no run that night. */
function barsOf(logs: readonly (number | null)[], newOsFrom = Number.POSITIVE_INFINITY): string {
  const { series, runs } = buildHistory({
    nights: logs.flatMap((plain, i) => {
      const facts = { ...factsFixture, osBuild: i < newOsFrom ? '23A341' : '23B85' };
      return plain === null ? [] : [nightFixture(i, { plain, facts })];
    }),
    marks: { v: 1, badRuns: {}, accepted: {} },
    confirmations: [],
    skipped: [],
  });
  const [first] = series;
  return first ? spark(first, new Map(runs.map(({ run, at }) => [run, at]))) : '';
}

test('values that differ in the last digit are no movement', () => {
  expect(barsOf([3, 3.000_001, 3, 3.000_006])).toMatch(/^[▄▅]{4}$/);
});

test('a step is one, from the lowest bar to the highest', () => {
  expect(barsOf([3, 3, 3.05, 3.05])).toBe('▁▁██');
});

test('a missing night leaves its place, a new iOS its mark', () => {
  expect(barsOf([3, 3, null, 3.05, 3.05], 4)).toBe('▁▁·█|█');
});
