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
    expect(shiftWithoutWorst(slower, -1, 0.02)).toBeCloseTo(-0.03, 2);
  });

  test('is gone where one launch stalled in each of six blocks and the fit took some others for the outliers', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = createRandom(seed);
      const clean = launches(random, 6, { noise: 0.012 });
      const places = Array.from({ length: 6 }, (_, block) => 4 * block + Math.floor(4 * random.uniform()));
      const some = clean.map((level, i) =>
        places.includes(i) ? { ...level, log: level.log - 0.15 } : level,
      );
      const kept = fitPhone(some)?.kept ?? [];
      expect(shiftWithoutWorst(kept, -1, 0.02)).toBeGreaterThan(-0.02);
    }
  });
});
