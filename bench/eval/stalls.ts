import { createLaunchNoise } from '../../harness/virtual-phone/physics/noise.ts';

/**
 * How long the tokens of a launch's trials waited for something else, s: luck like the launch's own speed. One such wait of 0.2 s in
 * the eight tokens of a warm-up makes them a third slower.
 * @param tokens generated in each trial, the warm-up first
 */
export function stallSeconds(seed: number, launch: number, tokens: readonly number[]): number[] {
  // The engine's own draws, in its order.
  const noise = createLaunchNoise(seed, launch);
  return tokens.map((count) => {
    noise.trial();
    let seconds = 0;
    for (let token = 1; token < count; token++) {
      noise.token();
      seconds += noise.stall();
    }
    return seconds;
  });
}
