import { expect, test } from 'vitest';
import { createRandom } from '../../statistics/random.ts';
import { beliefAfter, type MeasuredBuild } from './belief.ts';
import { type BisectState, type Ended, nextStep } from './next-step.ts';

const noise = { deviation: 0.012, learned: false };
const start: BisectState = { builds: 64, noise, measured: [], unmeasurable: [], mostBlocks: 60 };

const measuredWith = (measured: readonly MeasuredBuild[], build: number, losses: readonly number[]) => {
  const before = measured.find((each) => each.build === build)?.losses ?? [];
  return [...measured.filter((each) => each.build !== build), { build, losses: [...before, ...losses] }];
};

/** A whole search on a phone whose contrasts scatter by 1.2 %. */
function search(seed: number, lossOf: (build: number) => number, from: Partial<BisectState> = {}) {
  const random = createRandom(seed);
  let state: BisectState = { ...start, ...from };
  const asked: { build: number; blocks: number }[] = [];
  for (;;) {
    const step = nextStep(state);
    if (step.kind === 'ended') return { ended: step as Ended, state, asked };
    asked.push({ build: step.build, blocks: step.blocks });
    const losses = Array.from({ length: step.blocks }, () => lossOf(step.build) + 0.012 * random.gauss());
    state = { ...state, measured: measuredWith(state.measured, step.build, losses) };
  }
}

const stepAt =
  (first: number, loss = 0.04) =>
  (build: number) =>
    build >= first ? loss : 0;

test('shares of belief add up to 1, and the good build is never the first bad one', () => {
  const measured = [
    { build: 63, losses: [0.04, 0.05] },
    { build: 31, losses: [0.01] },
  ];
  const { firstBad, none, loss } = beliefAfter(64, measured, noise);
  expect(firstBad.reduce((sum, each) => sum + each, none)).toBeCloseTo(1, 12);
  expect(firstBad[0]).toBe(0);
  expect(loss).toBeGreaterThan(0.02);
});

test('the first bad build is found wherever it is, its neighbours measured on both sides', () => {
  for (const first of [1, 2, 17, 40, 62, 63]) {
    const { ended, state } = search(first, stepAt(first));
    expect(ended).toMatchObject({ outcome: 'found', among: [first] });
    expect(ended.certainty).toBeGreaterThan(0.95);
    const built = state.measured.map(({ build }) => build);
    expect(built).toContain(first);
    if (first > 1) expect(built).toContain(first - 1);
  }
});

test('equal states ask for the same', () => {
  const { state } = search(3, stepAt(20));
  expect(nextStep(state)).toEqual(nextStep(structuredClone(state)));
});

test('a build whose blocks do not settle it is asked for more of them', () => {
  const measured = [
    { build: 3, losses: [0.04, 0.041, 0.039, 0.04] },
    { build: 1, losses: [0, 0.001] },
    { build: 2, losses: [0.02, 0.021] },
  ];
  expect(nextStep({ ...start, builds: 4, measured })).toEqual({ kind: 'measure', build: 2, blocks: 2 });
});

test('without a loss between the ends nothing is searched', () => {
  const { ended, asked } = search(5, () => 0);
  expect(['no-loss', 'out-of-blocks']).toContain(ended.outcome);
  expect(new Set(asked.map(({ build }) => build))).toEqual(new Set([63]));
});

test('a build that cannot be measured is passed over, and what lies behind it is named', () => {
  const { ended, asked } = search(7, stepAt(20), { unmeasurable: [19, 20] });
  expect(ended.outcome).toBe('narrowed');
  expect(ended.among).toEqual([19, 20, 21]);
  expect(asked.some(({ build }) => build === 19 || build === 20)).toBe(false);
});

test('builds on three levels are no search for one change', () => {
  const outcomes = [1, 2, 3, 4, 5, 6].map((seed) => {
    const { ended } = search(seed, (build) => (build >= 45 ? 0.08 : build >= 20 ? 0.04 : 0));
    return ended.outcome;
  });
  expect(outcomes.filter((outcome) => outcome === 'found').length).toBeLessThanOrEqual(1);
  expect(outcomes).toContain('several');
});

test('too few blocks end without a guess, with the builds that it may be', () => {
  const { ended } = search(9, stepAt(20, 0.015), { mostBlocks: 8 });
  expect(ended.outcome).toBe('out-of-blocks');
  expect(ended.among.length).toBeGreaterThan(5);
  expect(ended.among).toContain(20);
});
