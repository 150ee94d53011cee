import { describe, expect, it } from 'vitest';
import { createLaunchNoise } from './noise.ts';
import { profileNamed, profiles } from './profiles.ts';
import { decodeSeconds } from './speed.ts';

const draw = (seed: number, launch: number): number[] => {
  const noise = createLaunchNoise(seed, launch);
  const { prefill, decode } = noise.trial();
  return [noise.launch, prefill, decode, noise.token(), noise.stall(), noise.token()];
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('noise', () => {
  it('is the same for the same seed and launch, and only then', () => {
    expect(draw(7, 3)).toEqual(draw(7, 3));
    expect(draw(7, 3)).not.toEqual(draw(7, 4));
    expect(draw(7, 3)).not.toEqual(draw(8, 3));
  });

  it('has mean 1 for tokens', () => {
    const noise = createLaunchNoise(1, 0);
    const factors = Array.from({ length: 100_000 }, () => noise.token());
    expect(mean(factors)).toBeCloseTo(1, 3);
  });

  it('scatters launches by about 1 %', () => {
    const launches = Array.from({ length: 400 }, (_, index) => createLaunchNoise(1, index).launch);
    const sd = Math.sqrt(mean(launches.map((value) => (value - mean(launches)) ** 2)));
    expect(sd).toBeGreaterThan(0.008);
    expect(sd).toBeLessThan(0.014);
  });

  it('stalls rarely', () => {
    const noise = createLaunchNoise(1, 0);
    const stalls = Array.from({ length: 40_000 }, () => noise.stall()).filter((seconds) => seconds > 0);
    expect(stalls.length).toBeGreaterThan(5);
    expect(stalls.length).toBeLessThan(45);
    expect(Math.max(...stalls)).toBeLessThanOrEqual(0.2);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leaves the mean decode rate of 8 launches within 2 %% of the truth, seed %i',
    (seed) => {
      const profile = profiles[seed % profiles.length] ?? profileNamed('A16');
      const rates = Array.from({ length: 8 }, (_, launch) =>
        rateOf(seed, launch, decodeSeconds(profile, 100)),
      );
      expect(Math.abs(mean(rates) * decodeSeconds(profile, 100) - 1)).toBeLessThan(0.02);
    },
  );
});

/** Decode rate over five trials of 64 tokens. */
function rateOf(seed: number, launch: number, seconds: number): number {
  const noise = createLaunchNoise(seed, launch);
  let total = 0;
  for (let trial = 0; trial < 5; trial++) {
    const { decode } = noise.trial();
    for (let i = 0; i < 64; i++) total += seconds * noise.launch * decode * noise.token() + noise.stall();
  }
  return (5 * 64) / total;
}
