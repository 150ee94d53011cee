import { type Architecture, plain } from './architecture.ts';

/** Five layers with a window to one without, where the file does not say (`swa_period` in llama.cpp's `gemma3.cpp`). */
const PERIOD = 6;
/** The 27B alone scales its queries by the hidden size's share of a head, not by the head's own size. */
const LAYERS_OF_27B = 62;

export const gemma3: Architecture = {
  ...plain,
  name: 'gemma3',
  families: ['Gemma 3 (text)'],
  activation: 'gelu',
  normsHeads: true,
  normsResults: true,
  embeddingScale: ({ hidden }) => Math.sqrt(hidden),
  attentionScale: ({ layers, hidden, heads, headSize }) =>
    1 / Math.sqrt(layers === LAYERS_OF_27B ? hidden / heads : headSize),
  layer(index, { tokens, period }) {
    const every = period ?? PERIOD;
    const looksBack = tokens > 0 && (every === 0 || index % every < every - 1);
    return looksBack ? { window: tokens, rotation: 'local' } : { window: null, rotation: 'global' };
  },
};
