import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { compareDecode } from './comparison.fixture.ts';
import { decideVerdict } from './gate.ts';
import { gatedCells, isCertainlyWorse } from './gated-cells.ts';
import type { LaunchValues } from './levels.ts';

const CASES = ['pp128', 'pp256', 'pp512', 'pp1024', 'pp1536'];
const forward = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
const backward = ['candidate', 'baseline', 'baseline', 'candidate'] as const;

/** Quiet blocks of a suite with five cases; `slow` is each case's speed in terms of the baseline's. */
function blocks(slow: Readonly<Record<string, number>>, count = 8, device = 'one'): LaunchValues[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, block) =>
    (block % 2 === 0 ? forward : backward).map((build, position) => ({
      device,
      block: `b${block}`,
      position,
      build,
      values: Object.fromEntries(
        CASES.map((name) => [
          name,
          20 * Math.exp(0.002 * random.gauss()) * (build === 'candidate' ? (slow[name] ?? 1) : 1),
        ]),
      ),
    })),
  ).flat();
}

const verdictOf = (comparisons: readonly ReturnType<typeof compareDecode>[]) =>
  decideVerdict({
    devices: [{ id: 'one', name: 'iPhone' }],
    purpose: 'two-builds',
    comparisons,
    required: comparisons.map(({ metric, name, suite }) => ({ device: 'one', metric, name, suite })),
    caveats: [],
  });
const suite = (
  name: string,
  launches: readonly LaunchValues[],
  more: Parameters<typeof compareDecode>[1] = {},
) => compareDecode(launches, { suite: name, ...more });

test.each([0.95, 0.6, 0.3])('one case of five at %s of its speed is NO-GO and is named', (share) => {
  const verdict = verdictOf([suite('context', blocks({ pp1536: share }))]);
  expect(verdict.verdict).toBe('NO-GO');
  const percent = Math.round(100 * (1 - share));
  const found = /^iPhone decodes ([\d.]+) % slower than baseline in context › pp1536$/.exec(verdict.headline);
  expect(Number(found?.[1])).toBeCloseTo(percent, -0.5);
});

test('one suite of four that is 4 % slower is NO-GO and is named', () => {
  const slow = Object.fromEntries(CASES.map((name) => [name, 0.96]));
  const verdict = verdictOf([
    suite('quick', blocks({})),
    suite('context', blocks(slow)),
    suite('latency', blocks({})),
    suite('chat', blocks({})),
  ]);
  expect(verdict.headline).toMatch(
    /^iPhone decodes 3\.9\d* % slower than baseline in context$|^iPhone decodes 4\.?\d* % slower than baseline in context$/,
  );
  expect(verdict.verdict).toBe('NO-GO');
});

test('the change of a suite is that of the means beside it: no case is trimmed away', () => {
  const [change] = suite('context', blocks({ pp1536: 0.5 })).perDevice;
  const { baseline, candidate, changePercent } = change ?? {};
  expect(changePercent).toBeCloseTo(100 * ((candidate ?? 0) / (baseline ?? 1) - 1), 9);
  expect(changePercent).toBeLessThan(-12);
});

test('a case that no launch has a value for is no pass', () => {
  const verdict = verdictOf([suite('context', blocks({}), { cases: [...CASES, 'pp2048'] })]);
  expect(verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline:
      'Cannot tell: Decode speed in context › pp2048: fewer than 2 blocks with launches of both builds',
  });
});

test('proved not worse is enough to pass: nobody asks whether it is not better', () => {
  // The interval reaches from below the margin to above it on the better side, and holds zero.
  const launches = [0.03, -0.006, 0.028, 0.002, 0.026, -0.002].flatMap((contrast, block) =>
    forward.map((build, position) => ({
      device: 'one',
      block: `b${block}`,
      position,
      build,
      values: { '*': build === 'candidate' ? 20 * Math.exp(contrast) : 20 },
    })),
  );
  const comparison = suite('quick', launches);
  expect(comparison.pooled).toMatchObject({ reading: 'not-enough-evidence', notWorse: true });
  expect(verdictOf([comparison]).verdict).toBe('GO');
});

/** Blocks whose contrasts are exactly these, on each of the phones. */
const onPhones = (phones: Readonly<Record<string, readonly number[]>>): LaunchValues[] =>
  Object.entries(phones).flatMap(([device, contrasts]) =>
    contrasts.flatMap((contrast, block) =>
      forward.map((build, position) => ({
        device,
        block: `b${block}`,
        position,
        build,
        values: { '*': build === 'candidate' ? 20 * Math.exp(contrast) : 20 },
      })),
    ),
  );

test('certain is one in a hundred, one-sided: a p between that and one in twenty is suspect only', () => {
  const [cell] = gatedCells([suite('quick', onPhones({ one: [-0.11, -0.045, -0.09, -0.045] }))]);
  const test = cell?.tests[0];
  expect(test?.change.p).toBeGreaterThan(0.02);
  expect(test?.change.p).toBeLessThan(0.05);
  expect(test?.change.reading).toBe('regression');
  expect(test && isCertainlyWorse(test)).toBe(false);
});

test('phones that scatter alike share their variance for a pass, and none is stopped by what others scatter', () => {
  const contrasts = [-0.11, -0.045, -0.09, -0.045];
  const alone = suite('quick', onPhones({ one: contrasts }));
  const together = suite(
    'quick',
    onPhones({ one: contrasts, two: [0.02, -0.02, 0.005, -0.005], three: [0.018, -0.018, 0.01, -0.01] }),
  );
  const certain = (comparison: typeof alone): boolean =>
    gatedCells([comparison]).some(({ tests }) => tests.some(isCertainlyWorse));
  expect(certain(alone)).toBe(false);
  expect(certain(together)).toBe(false);
  const width = ({ perDevice }: typeof alone): number => {
    const [low, high] = perDevice[0]?.ci95Percent ?? [0, 0];
    return high - low;
  };
  expect(width(together)).toBeLessThan(width(alone));
});

test.each([
  ['higher', 0.961, 0.959],
  ['lower', 1.039, 1.041],
] as const)(
  'a change just inside a margin of 4 % passes, and one just outside does not: %s is better',
  (direction, inside, outside) => {
    const at = (ratio: number) =>
      verdictOf([
        suite(
          'quick',
          onPhones({ one: [0, 1e-5, -1e-5, 2e-5, -2e-5, 0].map((noise) => Math.log(ratio) + noise) }),
          { direction, marginPercent: 4 },
        ),
      ]).verdict;
    expect(at(inside)).toBe('GO');
    expect(at(outside)).toBe('NO-GO');
  },
);
