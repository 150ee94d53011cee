import { expect, test } from 'vitest';
import type { LaunchValues } from './levels.ts';
import { devicesWithDrift } from './soak-pairs.ts';

/** Pairs AB, BA, … */
const pairs = (count: number): LaunchValues[] =>
  Array.from({ length: count }, (_, pair) =>
    (['baseline', 'candidate'] as const).map((build, i) => ({
      device: 'one',
      block: `p${pair}`,
      position: pair % 2 === 0 ? i : 1 - i,
      build,
      values: { '*': 80 },
    })),
  ).flat();

test('drift cancels over an even number of alternating pairs only', () => {
  expect(devicesWithDrift(pairs(4))).toEqual([]);
  expect(devicesWithDrift(pairs(3))).toEqual(['one']);
});
