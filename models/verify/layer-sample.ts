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
  const random = createRandom(SEED);
  const kept = [0];
  for (let place = 1; place < count; place++) {
    const last = layers - count + place;
    const after = kept.at(-1) ?? 0;
    const wanted = JSON.stringify(attention[place]);
    const candidates = attention.flatMap((each, layer) =>
      layer > after && layer <= last && JSON.stringify(each) === wanted ? [layer] : [],
    );
    const chosen = candidates[Math.floor(random.uniform() * candidates.length)];
    if (chosen === undefined) break;
    kept.push(chosen);
  }
  return kept;
}
