import { describe, expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import { designOf } from './launch-design.ts';
import { fitPhone } from './launch-model.ts';
import type { ComparedBuild, Level } from './levels.ts';
import { backward, forward, launches, type Planted } from './planned-launches.fixture.ts';

const fitOf = (planted: Planted, blocks = 6, seed = 1) =>
  fitPhone(launches(createRandom(seed), blocks, planted));

describe('what is not the build is not taken for it', () => {
  test('heat that the launch before left', () => {
    const left = (_: ComparedBuild, before: ComparedBuild) => (before === 'candidate' ? -0.018 : 0);
    for (const blocks of [2, 3, 4, 6, 8])
      expect(Math.abs((fitOf({ effect: -0.03, left }, blocks)?.shift ?? 1) + 0.03)).toBeLessThan(
        0.16 * 0.018,
      );
  });

  test('an interval is as much wider as the change may be off, where heat stays longer or shorter than is fitted', () => {
    for (const stays of [0, 0.5]) {
      let heat = -0.5;
      const left = (_: ComparedBuild, before: ComparedBuild) => {
        heat = stays * heat + (1 - stays) * (before === 'candidate' ? 0.5 : -0.5);
        return -0.036 * heat;
      };
      const fit = fitOf({ left, noise: 0.002 }, 8);
      expect(Math.abs(fit?.shift ?? 1)).toBeLessThan(fit?.unsure ?? 0);
    }
    expect(fitOf({ noise: 0.012 }, 8)?.unsure).toBe(0);
  });

  test('an alarm takes a candidate that leaves more heat for a faster one, and one that leaves less for hardly slower', () => {
    const shiftOf = (heat: number, blocks: number) =>
      fitOf({ left: (_, before) => (before === 'candidate' ? -heat : 0) }, blocks)?.alarm.shift ?? 1;
    for (const blocks of [2, 3, 4, 6, 8]) {
      expect(shiftOf(0.018, blocks)).toBeGreaterThan(0);
      expect(shiftOf(-0.009, blocks)).toBeGreaterThan(-0.003);
    }
  });

  test('where one build always follows the other, an alarm fits what it left too', () => {
    const turns = [0, 1, 2, 3].flatMap((block) =>
      (['baseline', 'candidate', 'candidate'] as const).map((build, position) => ({
        launch: { device: 'one', block: `b${block}`, position, build, values: {} },
        log: 0.001 * ((7 * position + 3 * block) % 5),
      })),
    );
    const fit = fitPhone(
      turns.map((turn, i) =>
        i === 0 ? { ...turn, launch: { ...turn.launch, previous: 'candidate' as const } } : turn,
      ),
    );
    expect(fit?.alarm.shift).toBe(fit?.shift);
  });

  test('before the first launch of all, where nobody tells, there was its own build', () => {
    const random = createRandom(3);
    const known = launches(random, 3, { effect: -0.02, noise: 0.01 });
    const [first, ...rest] = known;
    const fitWith = (previous: ComparedBuild | null): unknown => {
      const fit = first && fitPhone([{ ...first, launch: { ...first.launch, previous } }, ...rest]);
      return [fit?.shift, fit?.unscaledVariance, fit?.alarm];
    };
    expect(fitWith(null)).toEqual(fitWith('baseline'));
    expect(fitWith(null)).not.toEqual(fitWith('candidate'));
  });

  test('one build always after the other cannot be told from what a launch leaves', () => {
    const turns = [0, 1, 2, 3, 4, 5].flatMap((block) =>
      (['baseline', 'candidate', 'baseline', 'candidate'] as const).map((build, position) => ({
        launch: { device: 'one', block: `b${block}`, position, build, values: {} },
        // A candidate that is 2 % slower leaves as much to the baseline.
        log: (build === 'candidate' ? -0.02 : -0.018) + 0.001 * ((7 * position + 3 * block) % 5),
      })),
    );
    expect(fitPhone(turns)?.confounded).toBe('carry-over');
    expect(fitOf({}, 8)?.confounded).toBeNull();
  });

  test('in pairs A B, B A what was left is one with the build: it is not fitted, and the change is known all the same', () => {
    const random = createRandom(2);
    const pairs = Array.from({ length: 16 }, (_, block) =>
      (block % 2 === 0 ? forward : backward).slice(0, 2).map((build, position) => ({
        launch: { device: 'one', block: `b${block}`, position, build, values: {} },
        log: 0.012 * random.gauss(),
      })),
    ).flat();
    const fit = fitPhone(pairs);
    expect(Math.sqrt((fit?.variance ?? 1) * (fit?.unscaledVariance ?? 1))).toBeLessThan(0.006);
  });

  test('an install at each change of build', () => {
    const left = (build: ComparedBuild, before: ComparedBuild) => (build === before ? 0 : -0.05);
    expect(fitOf({ effect: -0.03, left })?.shift).toBeCloseTo(-0.03, 9);
  });

  test('a drift over the positions of a block', () => {
    expect(fitOf({ effect: -0.03, drift: -0.01 })?.shift).toBeCloseTo(-0.03, 9);
  });

  test('a phone that comes cold and warms over its first launches', () => {
    for (const blocks of [5, 6, 8, 14])
      for (const lasts of [4, 8, 16]) {
        const shift = fitOf({ effect: -0.03, warmUp: { loss: 0.08, launches: lasts } }, blocks)?.shift;
        expect(Math.abs((shift ?? 1) + 0.03)).toBeLessThan(0.0006);
      }
  });

  test('the switch and the drift of the first block are fitted where the order does not nearly balance them, and from five blocks on', () => {
    const effects = [2, 3, 4, 5, 6].map((blocks) => {
      const { design } = designOf(launches(createRandom(1), blocks, { noise: 0.01 }), false);
      return design.covariates.length;
    });
    expect(effects).toEqual([4, 3, 3, 5, 5]);
  });

  test.each([
    ['heat of half a launch', 0.5],
    ['a phone that comes cold', null],
  ])(
    'A B B A in each block, where a drift is a carry-over and a switch: %s moves no build by half a point',
    (_, stays) => {
      let heat = 0;
      const made = Array.from({ length: 32 }, (_each, i): Level => {
        const build = i % 4 === 1 || i % 4 === 2 ? 'candidate' : 'baseline';
        const log = stays === null ? -0.08 * Math.exp(-i / 4) : -0.08 * heat;
        heat = (stays ?? 0) * heat + (build === 'candidate' ? 0.25 : 0);
        const place = { device: 'one', block: `s/${Math.floor(i / 4)}`, position: i % 4, build } as const;
        return { launch: { ...place, values: {} }, log };
      });
      expect(Math.abs(fitPhone(made)?.shift ?? 1)).toBeLessThan(0.005);
    },
  );

  test('one build always later than the other cannot be told from a drift', () => {
    const [first, second] = [0, 1].map((block) =>
      (['baseline', 'candidate'] as const).map((build, position) => ({
        launch: { device: 'one', block: `b${block}`, position, build, values: {} },
        log: -0.03 * position + 0.001 * block * position,
      })),
    );
    expect(fitPhone([...(first ?? []), ...(second ?? [])])?.confounded ?? 'drift').toBe('drift');
  });
});

/** One noise for all blocks, told by the mean of all residuals, is 1.2 times too small or too large in these (97.5 and 92.8 %). */
test.each([0, 1])(
  'an interval holds where every second block is three times noisier, from block %i on',
  (noisy) => {
    const random = createRandom(5);
    const RUNS = 1500;
    let held = 0;
    for (let run = 0; run < RUNS; run++) {
      const made = launches(random, 8, {}).map((level) => {
        const isNoisy = Number(/\d+$/.exec(level.launch.block)?.[0]) % 2 === noisy;
        return { ...level, log: level.log + (isNoisy ? 0.03 : 0.01) * random.gauss() };
      });
      const fit = fitPhone(made);
      if (!fit) throw new Error('eight blocks fit');
      const half = studentQuantile(0.975, fit.df) * Math.sqrt(fit.variance * fit.unscaledVariance);
      if (Math.abs(fit.shift) <= half) held++;
    }
    expect(held / RUNS).toBeGreaterThan(0.94);
    expect(held / RUNS).toBeLessThan(0.965);
  },
);

test('every launch tells of the noise: its size is found', () => {
  const variances = Array.from({ length: 200 }, (_, seed) => fitOf({ noise: 0.012 }, 6, seed)?.variance ?? 0);
  const middle = Math.sqrt(variances.reduce((sum, each) => sum + each, 0) / variances.length);
  expect(middle).toBeGreaterThan(0.0115);
  expect(middle).toBeLessThan(0.0125);
});

test('a launch that stalled is told, and the change does not rest on it', () => {
  const levels = launches(createRandom(2), 6, { effect: -0.03, noise: 0.01 });
  const stalled = levels.map((level, i) => (i === 9 ? { ...level, log: level.log - 0.36 } : level));
  const fit = fitPhone(stalled);
  expect(fit?.outlying.map(({ launch }) => launch)).toEqual([levels[9]?.launch]);
  expect(fit?.shift).toBeCloseTo(fitPhone(levels)?.shift ?? 0, 2);
});

test('blocks come in the order of their numbers, not of their letters', () => {
  const levels = launches(createRandom(3), 12, { effect: -0.03, noise: 0.01 });
  const shuffled = createRandom(4).shuffle(levels);
  expect(fitPhone(shuffled)?.shift).toBeCloseTo(fitPhone(levels)?.shift ?? 0, 12);
});

test('fewer than two blocks of both builds say nothing', () => {
  expect(fitPhone(launches(createRandom(5), 1, {}))).toBeNull();
  const alone = launches(createRandom(5), 4, {}).filter(({ launch }) => launch.build === 'baseline');
  expect(fitPhone(alone)).toBeNull();
});
