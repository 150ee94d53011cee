import { expect, test } from 'vitest';
import { mean, variance } from '../../../harness/statistics/mean.ts';
import { createRandom } from '../../../harness/statistics/random.ts';
import { type PlantedExperiment, simulateExperiment } from './experiment.ts';
import { type LaunchFamilyName, launchFamilies } from './launch-families.ts';

const small: PlantedExperiment = { phones: 1, blocks: 4, suites: 1, cases: 5, family: 'typical' };

/** Mean log of the candidate's decode speed against the baseline's, over many experiments, where `isThere`. */
function differenceOf(
  planted: PlantedExperiment,
  isThere: (suite: string, phone: string, name: string) => boolean,
) {
  const random = createRandom(1);
  const logs = Array.from({ length: 200 }, () => simulateExperiment(random, planted).cells)
    .flat()
    .filter(({ metric }) => metric.id === 'decode_rate')
    .flatMap(({ suite, launches }) =>
      launches.flatMap(({ device, build, values }) =>
        Object.entries(values)
          .filter(([name]) => isThere(suite, device, name))
          .map(([, value]) => ({ build, log: Math.log(value) })),
      ),
    );
  const meanOf = (build: string) =>
    mean(logs.filter((each) => each.build === build).map(({ log }) => log)) ?? 0;
  return meanOf('candidate') - meanOf('baseline');
}

test('an effect is where it was planted, and nowhere else', () => {
  const places = {
    phones: 2,
    suites: 2,
    effects: [{ lossPercent: 20, case: 'b', suite: 's1', phone: 'p0' }],
  };
  const planted = { ...small, ...places };
  const isPlanted = (suite: string, phone: string, name: string) =>
    suite === 's1' && phone === 'p0' && name === 'b';
  expect(differenceOf(planted, isPlanted)).toBeCloseTo(Math.log(0.8), 1);
  expect(differenceOf(planted, (...place) => !isPlanted(...place))).toBeCloseTo(0, 2);
});

test('an effect while the phone is hot, or in the first blocks, is 4 % over all', () => {
  const over = (lossPercent: number, when: 'hot' | 'first blocks') =>
    differenceOf({ ...small, effects: [{ lossPercent, when }] }, () => true);
  expect(over(10, 'hot')).toBeCloseTo(-0.042, 2);
  expect(over(16, 'first blocks')).toBeCloseTo(-0.042, 2);
});

test('the mean of a typical launch scatters by 1.2 % inside its block, with one case or several', () => {
  for (const cases of [1, 5]) {
    const random = createRandom(2);
    const planted = { ...small, cases, metrics: ['decode_rate'] };
    const squares = Array.from({ length: 400 }, () =>
      simulateExperiment(random, planted).cells.flatMap(({ launches }) => {
        const logs = launches.map(
          ({ values, position }) => (mean(Object.values(values).map(Math.log)) ?? 0) + 0.004 * position,
        );
        return Array.from({ length: 4 }, (_, block) => variance(logs.slice(4 * block, 4 * block + 4)) ?? 0);
      }),
    ).flat();
    expect(Math.sqrt(mean(squares) ?? 0)).toBeCloseTo(0.012, 2.8);
  }
});

test('every family gives values for every launch, whichever phone and suite', () => {
  for (const family of Object.keys(launchFamilies) as LaunchFamilyName[]) {
    const { cells, made } = simulateExperiment(createRandom(3), { ...small, phones: 3, suites: 2, family });
    expect(made).toHaveLength(3 * 2 * 4 * 4);
    expect(cells.map(({ launches }) => launches.length)).toEqual(Array(6).fill(48));
    for (const { launches } of cells)
      for (const { values } of launches)
        for (const value of Object.values(values)) expect(value).toBeGreaterThan(0);
  }
});

test('a candidate that draws more power leaves less speed to what follows it', () => {
  const loss = (family: LaunchFamilyName): number => {
    const { cells, made } = simulateExperiment(createRandom(4), { ...small, blocks: 60, family, cases: 1 });
    const logs = (cells[0]?.launches ?? []).map(({ values }) => Math.log(values['a'] ?? 0));
    const after = (build: string) => mean(logs.filter((_, i) => made[i - 1]?.build === build)) ?? 0;
    return after('candidate') - after('baseline');
  };
  expect(loss('carry-over, 50 % more power') - loss('typical')).toBeCloseTo(-0.018, 3);
});

test('of each four launches of the candidate one is lost where that is planted', () => {
  const { cells, made } = simulateExperiment(createRandom(5), { ...small, candidateLoses: 4 });
  expect(made).toHaveLength(16);
  const found = (cells[0]?.launches ?? []).filter(({ build }) => build === 'candidate');
  expect(found).toHaveLength(6);
});
