import { describe, expect, test } from 'vitest';
import { isForward } from '../experiment/build-plan.ts';
import { createRandom, type Random } from '../statistics/random.ts';
import { fitPhone } from './launch-model.ts';
import type { ComparedBuild, Level } from './levels.ts';

const forward: readonly ComparedBuild[] = ['baseline', 'candidate', 'candidate', 'baseline'];
const backward: readonly ComparedBuild[] = ['candidate', 'baseline', 'baseline', 'candidate'];

interface Planted {
  readonly effect?: number;
  /** By build and the build before, log units. */
  readonly left?: (build: ComparedBuild, before: ComparedBuild) => number;
  readonly drift?: number;
  readonly noise?: number;
}

/** Launches of one phone as they are planned: a conditioning launch of the baseline, then two blocks of an order and two of the other. */
function launches(random: Random, blocks: number, planted: Planted): Level[] {
  let previous: ComparedBuild = 'baseline';
  return Array.from({ length: blocks }, (_, block) => {
    const level = 0.02 * random.gauss();
    return (isForward(block) ? forward : backward).map((build, position): Level => {
      const log =
        level +
        (build === 'candidate' ? (planted.effect ?? 0) : 0) +
        (planted.left?.(build, previous) ?? 0) +
        (planted.drift ?? 0) * position +
        (planted.noise ?? 0) * random.gauss();
      const launch = { device: 'one', block: `b${block}`, position, build, previous, values: {} };
      previous = build;
      return { launch, log };
    });
  }).flat();
}

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

  test('an install at each change of build', () => {
    const left = (build: ComparedBuild, before: ComparedBuild) => (build === before ? 0 : -0.05);
    expect(fitOf({ effect: -0.03, left })?.shift).toBeCloseTo(-0.03, 9);
  });

  test('a drift over the positions of a block', () => {
    expect(fitOf({ effect: -0.03, drift: -0.01 })?.shift).toBeCloseTo(-0.03, 9);
  });

  test('the switch is fitted where the order does not nearly balance it, and from five blocks on', () => {
    const dfs = [2, 3, 4, 5, 6].map((blocks) => fitOf({ noise: 0.01 }, blocks)?.df);
    expect(dfs).toEqual([2, 6, 9, 11, 14]);
  });

  test('one build always later than the other cannot be told from a drift', () => {
    const [first, second] = [0, 1].map((block) =>
      (['baseline', 'candidate'] as const).map((build, position) => ({
        launch: { device: 'one', block: `b${block}`, position, build, values: {} },
        log: -0.03 * position + 0.001 * block * position,
      })),
    );
    expect(fitPhone([...(first ?? []), ...(second ?? [])])?.confounded ?? true).toBe(true);
  });
});

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
