import { describe, expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { fitPhone } from './launch-model.ts';
import { launches } from './planned-launches.fixture.ts';
import { shiftWithoutWorst } from './worst-launches.ts';

describe('a regression without the launch of each block that makes it', () => {
  const levels = launches(createRandom(6), 4, { noise: 0.006 });
  const candidates = levels.flatMap(({ launch }, i) => (launch.build === 'candidate' ? [i] : []));
  const stalled = levels.map((level, i) =>
    candidates.filter((_, k) => k % 2 === 0).includes(i) ? { ...level, log: level.log - 0.15 } : level,
  );

  test('is gone where one stalled in each', () => {
    expect(shiftWithoutWorst(stalled, -1, 0.02)).toBeGreaterThan(-0.01);
  });

  test('is what it was where no launch alone moves its block by as much as is allowed', () => {
    const slower = launches(createRandom(6), 4, { effect: -0.03, noise: 0.006 });
    expect(shiftWithoutWorst(slower, -1, 0.02)).toBeCloseTo(fitPhone(slower)?.shift ?? 0, 9);
  });
});
