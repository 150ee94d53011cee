import { createRandom } from '../../harness/statistics/random.ts';
import type { DecoderShape } from '../decoder-shape.ts';

/** What our interpreter takes into memory at once, in weights of four bytes each. */
const MOST_WEIGHTS = 600_000_000;
const MOST_LAYERS = 4;
const SEED = 1;

/**
 * Layers that stand for a model of `weights`, too large to be run whole: the first, and others by seed, each of the kind
 * that the architecture has at its place in the shorter model. The embedding and the head are always there.
 */
export function sampledLayers(shape: DecoderShape, weights: number): number[] {
  const { layers, attention, hidden, vocabulary } = shape;
  const ends = 2 * hidden * vocabulary;
  const perLayer = Math.max(1, (weights - ends) / layers);
  const count = Math.max(1, Math.min(MOST_LAYERS, layers, Math.floor((MOST_WEIGHTS - ends) / perLayer)));
  const kinds = attention.map((each) => JSON.stringify(each));
  const random = createRandom(SEED);
  const kept = [0];
  for (let place = 1; place < count; place++) {
    const candidates = kinds.flatMap((kind, layer) =>
      layer > (kept.at(-1) ?? 0) && kind === kinds[place] && isFollowed(kinds, layer, place + 1, count)
        ? [layer]
        : [],
    );
    const chosen = candidates[Math.floor(random.uniform() * candidates.length)];
    if (chosen === undefined) break;
    kept.push(chosen);
  }
  return kept;
}

/** Whether layers behind `layer` can stand at the places from `place` on. */
function isFollowed(kinds: readonly string[], layer: number, place: number, count: number): boolean {
  let last = layer;
  for (let each = place; each < count; each++) {
    last = kinds.indexOf(kinds[each] ?? '', last + 1);
    if (last < 0) return false;
  }
  return true;
}
