import { expect, test } from 'vitest';
import { type LaunchHeat, matchThermally } from './thermal-matching.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
const block = (name: string, heats: readonly (readonly [atStart: number, maximum: number])[]): LaunchHeat[] =>
  heats.map(([atStart, maximum], position) => ({
    device: 'one',
    block: name,
    position,
    build: order[position] ?? 'baseline',
    atStart,
    maximum,
  }));
const cool = [0, 0] as const;
const warm = [0, 1] as const;

test('launches hotter than their block are dropped, and the share of each build is reported', () => {
  const match = matchThermally(
    [...block('a', [cool, warm, cool, cool]), ...block('b', [cool, cool, cool, cool])],
    'burst',
  );
  expect(match.dropped).toHaveLength(1);
  expect(match.droppedShare).toEqual({ baseline: 0, candidate: 0.25 });
  expect(match.imbalance).toBeNull();
});

test('a block in which all were warm stays whole', () => {
  expect(matchThermally(block('a', [warm, warm, warm, warm]), 'burst').dropped).toEqual([]);
});

test('of two strata as frequent the cooler one counts', () => {
  const match = matchThermally(block('a', [cool, warm, warm, cool]), 'burst');
  expect(match.kept.every(({ maximum }) => maximum === 0)).toBe(true);
});

test('a soak is matched by its start alone', () => {
  expect(matchThermally(block('a', [cool, [0, 2], [0, 3], cool]), 'soak').dropped).toEqual([]);
  expect(matchThermally(block('a', [cool, [1, 2], cool, cool]), 'soak').dropped).toHaveLength(1);
});

test('a candidate that is dropped far more often is a thermal finding', () => {
  const blocks = Array.from({ length: 6 }, (_, i) => block(`b${i}`, [cool, warm, cool, cool]));
  const match = matchThermally(blocks.flat(), 'burst');
  expect(match.imbalanceP).toBeLessThan(0.05);
  expect(match.imbalance).toMatch(/6 of 12 launches of the candidate/);
});

test('nothing matched is nothing dropped', () => {
  expect(matchThermally([], 'burst')).toMatchObject({ imbalance: null, droppedShare: { baseline: null } });
});
