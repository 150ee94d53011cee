import type { Random } from '../../../harness/statistics/random.ts';

/** Student's t noise scaled to unit variance; more than two degrees of freedom. */
export function studentNoise(random: Random, df: number): number {
  let chiSquare = 0;
  for (let i = 0; i < df; i++) chiSquare += random.gauss() ** 2;
  return (random.gauss() / Math.sqrt(chiSquare / df)) * Math.sqrt((df - 2) / df);
}

export const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.uniform();

/** A day effect that lasts: first-order autoregression with the stationary deviation given. */
export function dayEffects(random: Random, count: number, phi: number, deviation: number): number[] {
  const fresh = deviation * Math.sqrt(1 - phi ** 2);
  let effect = deviation * random.gauss();
  return Array.from({ length: count }, () => {
    const now = effect;
    effect = phi * effect + fresh * random.gauss();
    return now;
  });
}

/** Student's t noise with two degrees of freedom, whose variance is infinite. */
export const heavyNoise = (random: Random): number =>
  random.gauss() / Math.sqrt((random.gauss() ** 2 + random.gauss() ** 2) / 2);
