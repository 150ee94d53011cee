import { type Architecture, plain } from './architecture.ts';

export const qwen3: Architecture = {
  ...plain,
  name: 'qwen3',
  families: ['Qwen3'],
  normsHeads: true,
};
