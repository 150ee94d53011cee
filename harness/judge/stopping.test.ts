import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { type Certainty, certaintyOf, quickCertainty } from './certainty.ts';
import { compareDecode } from './comparison.fixture.ts';
import type { LaunchValues } from './levels.ts';
import { interimAnalysis } from './stopping.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** Blocks of one phone; the effect is on case a alone where there are two. */
function launchesOf(effect: number, blocks: number, cases = ['a']): LaunchValues[] {
  const random = createRandom(1);
  return Array.from({ length: blocks }, (_, block) =>
    order.map((build, position): LaunchValues => {
      const level = 0.005 * random.gauss();
      const speedOf = (name: string): [string, number] => {
        const own = build === 'candidate' && name === 'a' ? effect : 0;
        return [name, 20 * Math.exp(level + own)];
      };
      return {
        device: 'one',
        block: `b${block}`,
        position,
        build,
        values: Object.fromEntries(cases.map(speedOf)),
      };
    }),
  ).flat();
}

const certainty = certaintyOf(9);
const quick = quickCertainty(9, 'halves');

/** Whole blocks and the first half of one more. */
const afterHalf = (effect: number, blocks: number, of: Certainty) =>
  interimAnalysis({
    comparisons: [compareDecode(launchesOf(effect, blocks + 1).slice(0, 4 * blocks + 2), { certainty: of })],
    certainty: of,
    ...{ sharers: 1, blocks: blocks + 0.5, leastBlocks: 1.5, mostBlocks: 10 },
    required: [{ metric: 'decode_rate' }],
  });
const after = (
  effect: number,
  blocks: number,
  more: { cases?: string[]; sharers?: number; leastBlocks?: number } = {},
) =>
  interimAnalysis({
    comparisons: [compareDecode(launchesOf(effect, blocks, more.cases), { certainty })],
    certainty,
    sharers: more.sharers ?? 1,
    blocks,
    leastBlocks: more.leastBlocks ?? 1,
    mostBlocks: 10,
    required: [{ metric: 'decode_rate' }],
  });

test('a clean build is proved, and the suite ends there', () => {
  expect(after(0, 6)).toBe('proved');
});

test('a certain regression ends the suite', () => {
  expect(after(-0.06, 6)).toBe('worse');
});

test('a change near the margin goes on, until the blocks are spent', () => {
  expect(after(-0.016, 6)).toBe('go-on');
  expect(after(-0.016, 10)).toBe('budget-spent');
});

test('half of a block ends a suite that lost, and one that asks a quick question; a proof waits for whole ones', () => {
  expect(afterHalf(-0.06, 4, certainty)).toBe('worse');
  expect(afterHalf(0, 6, certainty)).toBe('go-on');
  expect(after(0, 6)).toBe('proved');
  expect(afterHalf(0, 2, quick)).toBe('proved');
  expect(afterHalf(-0.06, 2, quick)).toBe('worse');
});

test('one block says nothing', () => {
  expect(after(0, 1)).toBe('go-on');
});

test('one case that is not proved keeps the suite going, or ends it', () => {
  expect(after(-0.028, 8, { cases: ['a', 'b', 'c', 'd', 'e'] })).toBe('go-on');
  expect(after(-0.3, 6, { cases: ['a', 'b', 'c', 'd', 'e'] })).toBe('worse');
});

test('a metric of the gate without values is no proof', () => {
  const comparisons = [compareDecode(launchesOf(0, 6), { certainty })];
  const required = [{ metric: 'decode_rate' }, { metric: 'ttft' }];
  const plan = { sharers: 1, blocks: 6, leastBlocks: 1, mostBlocks: 10 };
  expect(interimAnalysis({ comparisons, certainty, ...plan, required })).toBe('go-on');
});

test('nothing ends before the first analysis that was planned, however certain it is', () => {
  for (const effect of [0, -0.3]) {
    expect(after(effect, 6, { leastBlocks: 7 })).toBe('go-on');
    expect(after(effect, 7, { leastBlocks: 7 })).not.toBe('go-on');
  }
});

test('phones and suites share the error: more of them need more to stop', () => {
  expect(after(-0.026, 3)).toBe('worse');
  expect(after(-0.026, 3, { sharers: 1e6 })).not.toBe('worse');
});

test('what a phone has proved by itself stays proved beside one that scatters more', () => {
  const proves = (launches: readonly LaunchValues[]): boolean =>
    compareDecode(launches, { certainty }).perDevice[0]?.notWorse ?? false;
  const random = createRandom(7);
  const scattered = (device: string, noise: number): LaunchValues[] =>
    launchesOf(0, 8).map((launch) => ({
      ...launch,
      device,
      values: { a: (launch.values['a'] ?? 1) * Math.exp(noise * random.gauss()) },
    }));
  const runs = Array.from({ length: 40 }, () => ({
    own: scattered('one', 0.012),
    other: scattered('two', 0.018),
  }));
  const proved = runs.filter(({ own }) => proves(own));
  expect(proved.length).toBeGreaterThan(10);
  expect(proved.filter(({ own, other }) => !proves([...own, ...other]))).toEqual([]);
});

test('so does what it has answered quickly', () => {
  const random = createRandom(3);
  const runs = Array.from({ length: 60 }, () =>
    ['one', 'two'].map((device, i) =>
      launchesOf(0, 3).map((launch) => ({
        ...launch,
        device,
        values: { a: (launch.values['a'] ?? 1) * Math.exp((0.011 + 0.008 * i) * random.gauss()) },
      })),
    ),
  );
  const passes = (launches: readonly LaunchValues[]): boolean =>
    compareDecode(launches, { certainty: quick }).perDevice[0]?.notWorse ?? false;
  const answered = runs.filter(([own = []]) => passes(own));
  expect(answered.length).toBeGreaterThan(20);
  expect(answered.filter((both) => !passes(both.flat()))).toEqual([]);
});

test.each([-0.03, -0.06, -0.3, -0.7])(
  'a loss of %d log units ends the suite, however large it is',
  (effect) => {
    expect(after(effect, 6)).toBe('worse');
  },
);
