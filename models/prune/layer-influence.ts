import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { dropLayers, layerCount } from './drop-layers.ts';

/** How a model scores a text; null where a value is not a number, as when the model gives no distribution any more. */
export interface TextScore {
  /** Mean divergence from the whole model, nats a token. */
  readonly meanKl: number | null;
  readonly topOnePercent: number | null;
  readonly perplexity: number | null;
}

export interface LayerInfluence extends TextScore {
  readonly layer: number;
}

interface InfluenceRequest {
  readonly file: OpenGguf;
  /** Folder for one file at a time, as large as the model. */
  readonly scratch: string;
  /** Runs a real engine over the text; the whole model is what it compares with. */
  readonly score: (path: string) => Promise<TextScore>;
  readonly progress: (layer: number, layers: number) => void;
  readonly signal?: AbortSignal;
}

/** Measures each layer's influence by leaving it out: the file is written without it and run over the text. */
export async function measureInfluence(request: InfluenceRequest): Promise<LayerInfluence[]> {
  const { file, scratch, score, progress, signal } = request;
  const layers = layerCount(file);
  const influence: LayerInfluence[] = [];
  const path = join(scratch, 'without-one-layer.gguf');
  for (let layer = 0; layer < layers; layer++) {
    signal?.throwIfAborted();
    progress(layer, layers);
    try {
      await dropLayers(file, [layer], path);
      influence.push({ layer, ...(await score(path)) });
    } finally {
      await rm(path, { force: true });
    }
  }
  return influence;
}

/** The layers whose loss changes the text's distributions least; of equals the later one. What breaks them counts most. */
export function leastInfluential(influence: readonly LayerInfluence[], count: number): number[] {
  const loss = ({ meanKl }: LayerInfluence): number => meanKl ?? Number.POSITIVE_INFINITY;
  return [...influence]
    .sort((a, b) => (loss(a) === loss(b) ? b.layer - a.layer : loss(a) - loss(b)))
    .slice(0, count)
    .map(({ layer }) => layer)
    .sort((a, b) => a - b);
}
