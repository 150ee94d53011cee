import type { Random } from '../../../harness/statistics/random.ts';
import { between, dayEffects } from './noise.ts';

/** Nights of a build that stays the same: log units about a level of 0, of roughly the deviation asked for. */
export type NightNoise = (random: Random, deviation: number, nights: number) => number[];

const eachNight = (nights: number, one: (night: number) => number): number[] =>
  Array.from({ length: nights }, (_, night) => one(night));

/** The week repeats: a lab that is warmer, or busier, on its working days. */
const weekly: NightNoise = (random, deviation, nights) => {
  const days = eachNight(7, () => 0.8 * deviation * random.gauss());
  const first = Math.floor(7 * random.uniform());
  return eachNight(nights, (night) => (days[(night + first) % 7] ?? 0) + 0.7 * deviation * random.gauss());
};

/** Most nights lie near the best, some far below: waiting times. */
const skewed: NightNoise = (random, deviation, nights) =>
  eachNight(
    nights,
    () => 0.9 * deviation * (1 + Math.log(1 - random.uniform())) + 0.3 * deviation * random.gauss(),
  );

/** Three clock speeds, drawn anew each night. */
const threeModes: NightNoise = (random, deviation, nights) => {
  const usual = between(random, 0.4, 0.7);
  const low = between(random, 0.1, 0.3);
  const [down, up] = [between(random, 1.2, 2.8), between(random, 0.8, 2.4)];
  return eachNight(nights, () => {
    const drawn = random.uniform();
    const mode = drawn < usual ? 0 : drawn < usual + low ? -down : up;
    return deviation * (mode + 0.45 * random.gauss());
  });
};

/** Two modes, each of which lasts for some nights. */
const lastingModes: NightNoise = (random, deviation, nights) => {
  const distance = between(random, 1.4, 2.8);
  const stays = between(random, 0.75, 0.93);
  let isLow = false;
  return eachNight(nights, () => {
    if (random.uniform() > stays) isLow = !isLow;
    return deviation * (0.55 * random.gauss() - (isLow ? distance : 0));
  });
};

/** Movements of a day, of a week and of a season on one another. */
const longMemory: NightNoise = (random, deviation, nights) => {
  const parts = [
    dayEffects(random, nights, 0.5, 0.55 * deviation),
    dayEffects(random, nights, 0.9, 0.45 * deviation),
    dayEffects(random, nights, 0.985, 0.4 * deviation),
  ];
  return eachNight(nights, (night) =>
    parts.reduce((sum, part) => sum + (part[night] ?? 0), 0.45 * deviation * random.gauss()),
  );
};

/** The battery ages: a slow fall, seldom a rise. */
const ageing: NightNoise = (random, deviation, nights) => {
  const fall = (between(random, 0.6, 3) * deviation * (random.uniform() < 0.8 ? -1 : 1)) / nights;
  return dayEffects(random, nights, 0.3, 0.9 * deviation).map((day, night) => day + fall * night);
};

/** A level of the lab that comes for weeks and goes again. */
const recurring: NightNoise = (random, deviation, nights) => {
  const away = (random.uniform() < 0.5 ? -1 : 1) * between(random, 1.5, 3.5) * deviation;
  let isAway = false;
  let left = 10 + Math.floor(40 * random.uniform());
  return dayEffects(random, nights, 0.3, 0.8 * deviation).map((day) => {
    left--;
    if (left < 0) {
      isAway = !isAway;
      left = 8 + Math.floor(30 * random.uniform());
    }
    return day + (isAway ? away : 0);
  });
};

/** One night in twelve lies far out, to either side. */
const outlying: NightNoise = (random, deviation, nights) =>
  eachNight(nights, () => {
    const far = random.uniform() < 0.08 ? between(random, 3, 12) * (random.uniform() < 0.5 ? -1 : 1) : 0;
    return deviation * (far + 0.7 * random.gauss());
  });

/** Weeks that scatter by two to four times as much. */
const noisySpells: NightNoise = (random, deviation, nights) => {
  let [times, left] = [1, 0];
  return eachNight(nights, () => {
    left--;
    if (left < 0) {
      times = random.uniform() < 0.25 ? between(random, 2, 4) : 0.8;
      left = 6 + Math.floor(25 * random.uniform());
    }
    return 0.8 * times * deviation * random.gauss();
  });
};

/** Kinds of nights of a second generator: looked at while parameters were chosen, and not what they were chosen on. */
export const otherNights = {
  weekly,
  skewed,
  threeModes,
  lastingModes,
  longMemory,
  ageing,
  recurring,
  outlying,
  noisySpells,
} satisfies Record<string, NightNoise>;
