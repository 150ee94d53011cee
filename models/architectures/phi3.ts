import { type Architecture, plain } from './architecture.ts';

/** llama.cpp attends to everything here, whatever the file says of a window; so do the converted models. */
export const phi3: Architecture = {
  ...plain,
  name: 'phi3',
  families: ['Phi-3 and 3.5', 'Phi-4-mini'],
};
