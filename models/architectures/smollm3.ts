import { type Architecture, plain } from './architecture.ts';

/** Of so many layers, the last has no positions (`n_no_rope_layer_step` in llama.cpp's `smollm3.cpp`). */
const PERIOD = 4;

export const smollm3: Architecture = {
  ...plain,
  name: 'smollm3',
  families: ['SmolLM3'],
  layout: 'neighbours',
  layer: (index) => ({ window: null, rotation: (index + 1) % PERIOD === 0 ? null : 'global' }),
};
