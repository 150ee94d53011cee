import { describe, expect, test } from 'vitest';
import { isForward } from '../experiment/build-plan.ts';
import { createRandom } from '../statistics/random.ts';
import { compareDecode } from './comparison.fixture.ts';
import { type LaunchValues, suiteLevels } from './levels.ts';

const cases = ['a', 'b', 'c', 'd', 'e'];
const STALL = Math.log(1 - 0.3);

/** Twelve blocks of a clean build, whose launches and cases scatter by 1 %. @param stalls by launch, from 0, and case */
function launchesWith(stalls: (launch: number, name: string, build: string) => boolean): LaunchValues[] {
  const random = createRandom(3);
  return Array.from({ length: 12 }, (_, block) =>
    (isForward(block)
      ? (['baseline', 'candidate', 'candidate', 'baseline'] as const)
      : (['candidate', 'baseline', 'baseline', 'candidate'] as const)
    ).map((build, position): LaunchValues => {
      const level = 0.01 * random.gauss();
      const logOf = (name: string) =>
        level + 0.01 * random.gauss() + (stalls(4 * block + position, name, build) ? STALL : 0);
      const values = Object.fromEntries(cases.map((name) => [name, 20 * Math.exp(logOf(name))]));
      return { device: 'one', block: `b${block}`, position, build, values };
    }),
  ).flat();
}

const ofPhone = (launches: readonly LaunchValues[]) => compareDecode(launches).perDevice[0];
const widthOf = ([low, high]: readonly [number, number] = [Number.NaN, Number.NaN]): number => high - low;

describe('a case that stalls', () => {
  const clean = launchesWith(() => false);
  const seventh = launchesWith((launch, name) => launch % 7 === 0 && name === cases[(launch / 7) % 5]);

  test('now and then widens nothing of its suite, and passes', () => {
    const [before, after] = [ofPhone(clean), ofPhone(seventh)];
    expect(after?.outliers).toBe(0);
    expect(after?.notWorse).toBe(true);
    expect(widthOf(after?.ci95Percent ?? undefined)).toBeLessThan(
      1.15 * widthOf(before?.ci95Percent ?? undefined),
    );
  });

  test('is told where it stalled', () => {
    const outliers = ofPhone(seventh)?.cases.map((each) => each.outliers);
    expect(outliers?.reduce((sum, count) => sum + count, 0)).toBe(7);
  });

  test('three more times in the candidate is chance, and six more times is no pass', () => {
    const ofCandidate = (times: number) => {
      const own = clean.flatMap(({ build }, i) => (build === 'candidate' ? [i] : []));
      const chosen = own.filter((_, i) => i % 4 === 1).slice(0, times);
      return ofPhone(launchesWith((launch, name) => name === 'a' && chosen.includes(launch)))?.cases[0];
    };
    expect(ofCandidate(3)).toMatchObject({ outliers: 3, notWorse: true });
    expect(ofCandidate(6)).toMatchObject({
      notWorse: false,
      note: expect.stringMatching(
        /^launches that lie far out speak against the candidate: 6 against it, 0 for it/,
      ),
    });
  });

  test('another one each time, and only of the candidate, is no pass of the suite', () => {
    const spread = launchesWith(
      (launch, name, build) =>
        build === 'candidate' && launch % 3 === 1 && name === cases[((launch - 1) / 3) % 5],
    );
    expect(ofPhone(spread)).toMatchObject({
      notWorse: false,
      note: expect.stringMatching(
        /^cases that lie far out speak against the candidate: \d+ against it, 0 for it/,
      ),
    });
  });
});

test('a build that is slower in the first blocks alone is no pass, whichever launches there the fit leaves out', () => {
  const first = launchesWith(() => false).map((launch, i): LaunchValues => {
    const factor = i < 12 && launch.build === 'candidate' ? 0.84 : 1;
    const slower = Object.entries(launch.values).map(([name, value]) => [name, factor * value]);
    return { ...launch, values: Object.fromEntries(slower) };
  });
  expect(ofPhone(first)?.notWorse).toBe(false);
});

test('where half of the cases stalled, the launch did', () => {
  const [first, ...others] = launchesWith((launch, name) => launch === 0 && 'abc'.includes(name));
  const stalled = new Map(first ? [[first, new Set(['a', 'b', 'c'])]] : []);
  const launches = first ? [first, ...others] : others;
  expect(suiteLevels(launches, stalled)).toEqual(suiteLevels(launches));
});
