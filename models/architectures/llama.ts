import { type Architecture, plain } from './architecture.ts';

/** Files of Llama's architecture have their rows sorted so that neighbours are rotated together. */
export const llama: Architecture = {
  ...plain,
  name: 'llama',
  families: ['Llama 2 and 3.x', 'SmolLM2', 'Mistral 7B and Nemo', 'TinyLlama'],
  layout: 'neighbours',
  biases: ['attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'],
};
