import type { Noise } from '../statistics/block-noise.ts';
import { noiseOfNights } from '../statistics/noise-of-nights.ts';
import type { NoisePrior } from './estimate.ts';
import type { ExperimentValues } from './experiment-values.ts';
import { fitPhone } from './launch-model.ts';
import { suiteLevels } from './levels.ts';

/** One cell of a phone. */
export interface NoisePlace {
  readonly device: string;
  readonly metric: string;
  readonly suite: string;
}

const keyOf = ({ device, metric, suite }: NoisePlace): string => [device, metric, suite].join('\u0000');

/** What nights of one build against itself say of a launch's noise, by phone, metric and suite; logs. */
export class AaPriors {
  readonly #nights = new Map<string, Noise[]>();

  /** Adds one night; cells with too few launches teach nothing. */
  learn({ cells }: Pick<ExperimentValues, 'cells'>): void {
    for (const { metric, suite, launches } of cells) {
      for (const device of new Set(launches.map((launch) => launch.device))) {
        const fit = fitPhone(
          suiteLevels(launches.filter((launch) => launch.device === device)),
          metric.soakOnly === true,
        );
        if (!fit) continue;
        const key = keyOf({ device, metric: metric.id, suite });
        this.#nights.set(key, [...(this.#nights.get(key) ?? []), { variance: fit.variance, df: fit.df }]);
      }
    }
  }

  /** Null where no night taught anything. */
  of(place: NoisePlace): NoisePrior | null {
    return noiseOfNights(this.#nights.get(keyOf(place)) ?? []);
  }
}
