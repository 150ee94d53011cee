import type { Noise } from './block-noise.ts';

/**
 * The variance that several nights share, and how many degrees of freedom it is worth for another night: as many as all of
 * them have where they differ by chance alone, and fewer the more they differ beyond it. A night whose true variance scatters by a
 * share s around the others' tells of the next one as 2 / s² degrees of freedom do. By moments: of a night with d degrees of
 * freedom the squared relative error is 2 / d on average.
 * @returns null without a degree of freedom
 */
export function noiseOfNights(all: readonly Noise[]): Noise | null {
  const nights = all.filter((night) => night.df > 0);
  const df = nights.reduce((sum, night) => sum + night.df, 0);
  if (df <= 0) return null;
  const variance = nights.reduce((sum, night) => sum + night.df * night.variance, 0) / df;
  if (variance === 0 || nights.length < 2) return { variance, df };
  const squares = nights.reduce((sum, night) => sum + night.df * (night.variance / variance - 1) ** 2, 0);
  const byChance = 2 * (nights.length - 1);
  const ofEach = nights.reduce((sum, night) => sum + night.df ** 2, 0) / df;
  const spread = (squares - byChance) / (df - ofEach);
  return { variance, df: spread > 0 ? Math.min(df, 2 / spread) : df };
}
