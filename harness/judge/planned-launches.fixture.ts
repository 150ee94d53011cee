import { isForward } from '../experiment/build-plan.ts';
import type { Random } from '../statistics/random.ts';
import type { ComparedBuild, Level } from './levels.ts';

export const forward: readonly ComparedBuild[] = ['baseline', 'candidate', 'candidate', 'baseline'];
export const backward: readonly ComparedBuild[] = ['candidate', 'baseline', 'baseline', 'candidate'];

export interface Planted {
  readonly effect?: number;
  /** By build and the build before, log units. */
  readonly left?: (build: ComparedBuild, before: ComparedBuild) => number;
  readonly drift?: number;
  /** What the first launch loses; after `launches` of them a third of it is left. */
  readonly warmUp?: { readonly loss: number; readonly launches: number };
  readonly noise?: number;
}

/** Launches of one phone as they are planned: a conditioning launch of the baseline, then two blocks of an order and two of the other. */
export function launches(random: Random, blocks: number, planted: Planted): Level[] {
  const { loss = 0, launches: lasts = 1 } = planted.warmUp ?? {};
  let previous: ComparedBuild = 'baseline';
  return Array.from({ length: blocks }, (_, block) => {
    const level = 0.02 * random.gauss();
    return (isForward(block) ? forward : backward).map((build, position): Level => {
      const log =
        level +
        (build === 'candidate' ? (planted.effect ?? 0) : 0) +
        (planted.left?.(build, previous) ?? 0) +
        (planted.drift ?? 0) * position -
        loss * Math.exp(-(1 + 4 * block + position) / lasts) +
        (planted.noise ?? 0) * random.gauss();
      const launch = { device: 'one', block: `b${block}`, position, build, previous, values: {} };
      previous = build;
      return { launch, log };
    });
  }).flat();
}
