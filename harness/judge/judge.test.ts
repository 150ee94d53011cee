import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '../statistics/random.ts';
import { compareDecode } from './comparison.fixture.ts';
import { decideVerdict } from './gate.ts';
import type { RequiredCell } from './gate-request.ts';
import { fitPhone } from './launch-model.ts';
import { type LaunchValues, suiteLevels } from './levels.ts';

const CASES = 5;
const roles = (block: number): LaunchValues['build'][] => {
  const forward: LaunchValues['build'][] = ['baseline', 'candidate', 'candidate', 'baseline'];
  return block % 2 === 0 ? forward : forward.map((role) => (role === 'baseline' ? 'candidate' : 'baseline'));
};

/** The specification's typical noise: block 2 %, launch 1 %, trial 1.5 %, drift −0.4 % a position. */
function simulate(random: Random, effect: number, blocks = 4, device = 'one'): LaunchValues[] {
  return Array.from({ length: blocks }, (_, block) => {
    const blockEffect = 0.02 * random.gauss();
    return roles(block).map((build, position): LaunchValues => {
      const level =
        3 +
        blockEffect +
        0.01 * random.gauss() -
        0.004 * position +
        (build === 'candidate' ? Math.log1p(effect) : 0);
      const values = Object.fromEntries(
        Array.from({ length: CASES }, (_, i) => [`case${i}`, Math.exp(level + 0.015 * random.gauss())]),
      );
      return { device, block: `b${block}`, position, build, values };
    });
  }).flat();
}

const shiftOf = (own: readonly LaunchValues[]): number => fitPhone(suiteLevels(own))?.shift ?? Number.NaN;

const outliersOf = (own: readonly LaunchValues[]): number => fitPhone(suiteLevels(own))?.outlying.length ?? 0;

const cell = (device: string, metric: string, name: string): RequiredCell => ({
  device,
  suite: 'quick',
  metric,
  name,
});

const verdictOf = (
  launches: readonly LaunchValues[],
  caveats: Parameters<typeof decideVerdict>[0]['caveats'] = [],
) =>
  decideVerdict({
    devices: [{ id: 'one', name: 'iPhone' }],
    purpose: 'two-builds',
    comparisons: [compareDecode(launches)],
    required: [cell('one', 'decode_rate', 'Decode speed')],
    caveats,
  });

test('a planted −8 % is NO-GO in at least 99 % of runs with four blocks', () => {
  const random = createRandom(1);
  const found = Array.from({ length: 400 }, () => verdictOf(simulate(random, -0.08)).verdict).filter(
    (word) => word === 'NO-GO',
  );
  expect(found.length).toBeGreaterThanOrEqual(396);
});

test('a clean candidate is NO-GO in at most 1 % of runs', () => {
  const random = createRandom(2);
  const wrong = Array.from({ length: 1000 }, () => verdictOf(simulate(random, 0)).verdict).filter(
    (word) => word === 'NO-GO',
  );
  expect(wrong.length).toBeLessThanOrEqual(10);
});

test('an improvement is never NO-GO', () => {
  const random = createRandom(3);
  for (let i = 0; i < 100; i++) expect(verdictOf(simulate(random, 0.08)).verdict).not.toBe('NO-GO');
});

test('swapping the builds negates the change', () => {
  const launches = simulate(createRandom(4), -0.05);
  const swapped = launches.map((launch) => ({
    ...launch,
    build: launch.build === 'baseline' ? ('candidate' as const) : ('baseline' as const),
  }));
  expect(shiftOf(swapped)).toBeCloseTo(-shiftOf(launches), 12);
});

test('a linear drift over the positions of a block changes nothing', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: -0.05, max: 0.05, noNaN: true }), (seed, drift) => {
      const launches = simulate(createRandom(seed), -0.03);
      const drifted = launches.map((launch) => ({
        ...launch,
        values: Object.fromEntries(
          Object.entries(launch.values).map(([name, value]) => [
            name,
            value * Math.exp(drift * launch.position),
          ]),
        ),
      }));
      // Which launch is the outlier may hang on the drift, where one lies far from the middle of its block.
      fc.pre(outliersOf(drifted) + outliersOf(launches) === 0);
      expect(shiftOf(drifted)).toBeCloseTo(shiftOf(launches), 9);
    }),
  );
});

test('the order of launches does not matter', () => {
  const launches = simulate(createRandom(5), -0.03);
  expect(compareDecode(createRandom(6).shuffle(launches)).pooled.changePercent).toBeCloseTo(
    compareDecode(launches).pooled.changePercent ?? Number.NaN,
    9,
  );
});

test('identical memory values are no change, without a NaN', () => {
  const launches = simulate(createRandom(7), 0).map((launch) => ({ ...launch, values: { '*': 1000 } }));
  expect(compareDecode(launches).pooled).toMatchObject({ changePercent: 0, reading: 'no-change' });
});

test('a lost phone is INVALID and never GO', () => {
  const verdict = verdictOf(
    [],
    [{ device: 'one', message: 'iPhone was lost after 0 of 8 launches', invalidates: true }],
  );
  expect(verdict).toMatchObject({ verdict: 'INVALID' });
  expect(verdict.headline).toContain('nothing is concluded');
});

test('a certain regression beats a lost session', () => {
  const verdict = verdictOf(simulate(createRandom(8), -0.2), [
    { device: 'one', message: 'lost', invalidates: true },
  ]);
  expect(verdict.verdict).toBe('NO-GO');
});

test('without a baseline nothing is concluded', () => {
  const verdict = decideVerdict({
    devices: [{ id: 'one', name: 'iPhone' }],
    purpose: 'one-build',
    comparisons: [],
    required: [],
    caveats: [],
  });
  expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', headline: 'One build alone: numbers only' });
});

test('too few blocks are inconclusive and say why', () => {
  expect(verdictOf(simulate(createRandom(9), -0.2, 1))).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('fewer than 2 blocks with launches of both builds'),
  });
});

/** Blocks whose contrasts are exactly these, in log units. */
const exactBlocks = (contrasts: readonly number[]): LaunchValues[] =>
  contrasts.flatMap((contrast, block) =>
    roles(block).map((build, position) => ({
      device: 'one',
      block: `b${block}`,
      position,
      build,
      values: { '*': build === 'candidate' ? 20 * Math.exp(contrast) : 20 },
    })),
  );
const still = exactBlocks([0.001, -0.001, 0.0005, -0.0005]);
type Request = Parameters<typeof decideVerdict>[0];
const gateOf = (
  comparisons: Request['comparisons'],
  required: Request['required'] = comparisons.map(({ metric, name }) => cell('one', metric, name)),
  purpose: Request['purpose'] = 'two-builds',
) =>
  decideVerdict({
    devices: [{ id: 'one', name: 'iPhone' }],
    purpose,
    comparisons,
    required,
    caveats: [],
  });

test('a regression that is not certain among all metrics of the gate is suspect, and no pass', () => {
  const suspect = compareDecode(exactBlocks([-0.11, -0.045, -0.09, -0.045]));
  expect(suspect.pooled.reading).toBe('regression');
  expect(suspect.pooled.p).toBeGreaterThan(0.05 / 3);
  const verdict = gateOf([suspect, compareDecode(still), compareDecode(still)]);
  expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', headline: expect.stringContaining('Suspect') });
});

test('a certain regression that may reach past the limit is suspect, and no pass', () => {
  const small = compareDecode(exactBlocks([-0.014, -0.022, -0.018, -0.022]));
  expect(small.pooled).toMatchObject({ reading: 'regression', beyondMargin: false });
  expect(gateOf([small])).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('not surely inside the 2 % limit'),
  });
});

test('one build against itself never passes, however quiet the phone', () => {
  expect(gateOf([compareDecode(still)], undefined, 'same-build')).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Same build twice: this shows the noise and decides about no build',
  });
});

test.each([
  ['slower', [-0.08, -0.07, -0.08, -0.07]],
  ['faster', [0.08, 0.07, 0.08, 0.07]],
])('one build that is %s than itself fails no build: the phone is not to be trusted', (_, contrasts) => {
  expect(gateOf([compareDecode(exactBlocks(contrasts))], undefined, 'same-build')).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringMatching(
      /^Same build twice, and yet Decode speed differs by 7\.\d+ %: do not trust this phone’s numbers$/,
    ),
    detail: expect.stringContaining('95 % interval'),
  });
});

test('variants ask for no verdict, and a lost phone is reported all the same', () => {
  const request = { purpose: 'variants', comparisons: [], required: [], devices: phones } as const;
  expect(decideVerdict({ ...request, caveats: [] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Variants side by side: numbers, no verdict',
  });
  const lost = { device: 'two', message: 'iPhone 16 was lost', invalidates: true };
  expect(decideVerdict({ ...request, caveats: [lost] })).toMatchObject({
    verdict: 'INVALID',
    headline: 'iPhone 16 was lost; nothing is concluded for it',
  });
});

const phones = [
  { id: 'one', name: 'iPhone 15' },
  { id: 'two', name: 'iPhone 16' },
];
const onPhones = (one: LaunchValues[], two: LaunchValues[]) =>
  decideVerdict({
    devices: phones,
    purpose: 'two-builds',
    comparisons: [compareDecode([...one, ...two.map((launch) => ({ ...launch, device: 'two' }))])],
    required: phones.map(({ id }) => cell(id, 'decode_rate', 'Decode speed')),
    caveats: [],
  });

test('the headline is about the phone that got worst', () => {
  const verdict = onPhones(
    exactBlocks([-0.05, -0.051, -0.05, -0.051]),
    exactBlocks([-0.15, -0.151, -0.15, -0.151]),
  );
  expect(verdict.headline).toMatch(/^iPhone 16 decodes 14.0 % slower than baseline \(\+1 more\)$/);
  expect(verdict.devices.map(({ device }) => device)).toEqual(['one', 'two']);
});

test('with several phones a doubt names its phone', () => {
  expect(onPhones(still, exactBlocks([-0.05])).headline).toMatch(/^iPhone 16: Cannot tell: Decode speed: /);
});

test('a metric of the gate without any value never passes', () => {
  expect(gateOf([compareDecode(still)]).verdict).toBe('GO');
  const required = [cell('one', 'decode_rate', 'Decode speed'), cell('one', 'ttft', 'First token')];
  expect(gateOf([compareDecode(still)], required)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Cannot tell: First token: no comparable value',
  });
});

test('a doubt about the whole run that invalidates is about every phone', () => {
  expect(verdictOf(still, [{ device: null, message: 'of another kind', invalidates: true }]).verdict).toBe(
    'INVALID',
  );
});

test('a thermal imbalance leaves neither no change nor an improvement standing', () => {
  for (const launches of [still, exactBlocks([0.08, 0.07, 0.08, 0.07]), exactBlocks([0, 0, 0, 0])]) {
    const comparison = compareDecode(launches, {
      exact: true,
      thermalImbalance: 'thermal imbalance: 8 of 8',
    });
    expect(gateOf([comparison])).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('thermal imbalance'),
    });
  }
});
