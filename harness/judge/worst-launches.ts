import { fitBlocks } from '../statistics/block-regression.ts';
import { must } from '../statistics/must.ts';
import { designOf, levelsAt } from './launch-design.ts';
import type { Level } from './levels.ts';

/**
 * The shift without the launch of each block that speaks most for it: what a single stalled launch in each block makes of a
 * clean build does not survive this, and a real change does.
 * @param sign of the shift that is doubted
 * @param least what is allowed: a launch that moves its block by less makes no regression
 */
export function shiftWithoutWorst(levels: readonly Level[], sign: number, least: number): number | null {
  const { ofFew: design, places } = designOf(levels, false);
  const { usable, logs } = levelsAt(levels, places);
  const weights = new Float64Array(usable.length).fill(1);
  for (let block = 0; block < design.blockCount; block++) {
    const own = usable.flatMap((_, i) => (design.blocks[i] === block ? [i] : []));
    const worst = worstOf(usable, own, sign, least);
    if (worst !== null) weights[worst] = 0;
  }
  return fitBlocks(design, logs, weights)?.effect ?? null;
}

/** The launch without which the block's difference of the builds moves most against the sign; null where none moves it by this much. */
function worstOf(
  usable: readonly Level[],
  block: readonly number[],
  sign: number,
  least: number,
): number | null {
  let [worst, most] = [null as number | null, least];
  for (const i of block) {
    const row = must(usable[i], 'a row');
    const others = block.filter((j) => j !== i && usable[j]?.launch.build === row.launch.build);
    if (others.length === 0) continue;
    const mean = others.reduce((sum, j) => sum + must(usable[j], 'a row').log, 0) / others.length;
    const towards = sign * (row.launch.build === 'candidate' ? row.log - mean : mean - row.log);
    const moved = towards / (others.length + 1);
    if (moved > most) [worst, most] = [i, moved];
  }
  return worst;
}
