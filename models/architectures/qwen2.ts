import { type Architecture, plain } from './architecture.ts';

export const qwen2: Architecture = {
  ...plain,
  name: 'qwen2',
  families: ['Qwen2 and 2.5'],
  biases: ['attn_q', 'attn_k', 'attn_v'],
};
