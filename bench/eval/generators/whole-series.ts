import type { Random } from '../../../harness/statistics/random.ts';
import { between, dayEffects, studentNoise } from './noise.ts';

/** A series known from end to end, in logs, and the first values of its new levels. */
export interface WholeSeries {
  readonly logs: readonly number[];
  readonly changes: readonly number[];
}

/** What lies between two changes at least. */
const APART = 12;

/** Kinds of series, with changes of level and without: what is no step must stay whole. */
export const wholeSeriesKinds = {
  steps: (random, count, deviation) => {
    const { changes, levels } = levelsOf(random, count, deviation, 3, [1.5, 6]);
    return { changes, logs: levels.map((level) => level + deviation * random.gauss()) };
  },
  'steps, heavy tails': (random, count, deviation) => {
    const { changes, levels } = levelsOf(random, count, deviation, 3, [1.5, 6]);
    return { changes, logs: levels.map((level) => level + deviation * studentNoise(random, 3)) };
  },
  'steps, dependent values': (random, count, deviation) => {
    const { changes, levels } = levelsOf(random, count, deviation, 2, [2, 6]);
    const days = dayEffects(random, count, between(random, 0.3, 0.7), deviation);
    return { changes, logs: levels.map((level, i) => level + (days[i] ?? 0)) };
  },
  'steps in a season': (random, count, deviation) => {
    const { changes, levels } = levelsOf(random, count, deviation, 2, [3, 8]);
    const period = between(random, 7, 27);
    const season = (i: number): number => 1.2 * deviation * Math.sin((2 * Math.PI * i) / period);
    return { changes, logs: levels.map((level, i) => level + season(i) + 0.5 * deviation * random.gauss()) };
  },
  'a step in a trend': (random, count, deviation) => {
    const { changes, levels } = levelsOf(random, count, deviation, 1, [3, 8]);
    const slope = (signOf(random) * between(random, 2, 6) * deviation) / count;
    return { changes, logs: levels.map((level, i) => level + slope * i + 0.7 * deviation * random.gauss()) };
  },
  'a bent trend': (random, count, deviation) => {
    const bend = Math.floor(between(random, 0.3, 0.7) * count);
    const first = (between(random, -4, 4) * deviation) / count;
    const more = (signOf(random) * between(random, 8, 18) * deviation) / count;
    const trend = (i: number): number => first * i + more * Math.max(0, i - bend);
    return { changes: [], logs: each(count, (i) => trend(i) + 0.6 * deviation * random.gauss()) };
  },
  trend: (random, count, deviation) => {
    const slope = (between(random, 4, 12) * deviation) / count;
    return { changes: [], logs: each(count, (i) => slope * i + 0.7 * deviation * random.gauss()) };
  },
  season: (random, count, deviation) => {
    const period = between(random, 7, 47);
    const season = (i: number): number => 2 * deviation * Math.sin((2 * Math.PI * i) / period);
    return { changes: [], logs: each(count, (i) => season(i) + 0.5 * deviation * random.gauss()) };
  },
  'random walk': (random, count, deviation) => {
    let level = 0;
    const walk = (): number => {
      level += 0.4 * deviation * random.gauss();
      return level + 0.3 * deviation * random.gauss();
    };
    return { changes: [], logs: each(count, walk) };
  },
  'dependent values': (random, count, deviation) => ({
    changes: [],
    logs: dayEffects(random, count, between(random, 0.5, 0.9), deviation),
  }),
  noise: (random, count, deviation) => ({
    changes: [],
    logs: each(count, () => deviation * random.gauss()),
  }),
} satisfies Record<string, (random: Random, count: number, deviation: number) => WholeSeries>;

/** A series of a kind: 60 to 400 values that scatter by 1 to 7 %. */
export const wholeSeries = (random: Random, kind: keyof typeof wholeSeriesKinds): WholeSeries =>
  wholeSeriesKinds[kind](random, Math.floor(between(random, 60, 400)), 0.01 * Math.exp(2 * random.uniform()));

const each = (count: number, one: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => one(i));

const signOf = (random: Random): number => (random.uniform() < 0.5 ? -1 : 1);

/** Levels that change at up to `most` places, each time by so many deviations. */
function levelsOf(
  random: Random,
  count: number,
  deviation: number,
  most: number,
  [low, high]: readonly [number, number],
): { readonly changes: number[]; readonly levels: number[] } {
  const changes: number[] = [];
  for (let tries = 1 + Math.floor(most * random.uniform()); tries > 0; tries--) {
    const at = Math.floor(between(random, APART, count - APART));
    if (changes.every((other) => Math.abs(other - at) >= APART)) changes.push(at);
  }
  const shifts = new Map(changes.map((at) => [at, signOf(random) * between(random, low, high) * deviation]));
  let level = 0;
  const levels = each(count, (i) => {
    level += shifts.get(i) ?? 0;
    return level;
  });
  return { changes: changes.sort((a, b) => a - b), levels };
}
