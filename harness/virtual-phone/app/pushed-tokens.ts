import type { Engine, LoadedModel } from '../../agent/ports.ts';
import type { BodyAsk } from './body-protocol.ts';

/** An engine for the physics whose ids come from another program, one an ask. */
export interface PushedTokens extends Engine {
  /** The id that the generation yields next. */
  push(id: number): void;
  /** How many ids of the next prompt the program has in its cache. */
  keep(tokens: number): void;
}

export function pushedTokens({ vocabularySize, backend }: Extract<BodyAsk, { ask: 'load' }>): PushedTokens {
  let next = 0;
  let kept = 0;
  const model: LoadedModel = {
    backend,
    vocabularySize,
    // The program tokenises by itself.
    tokenize: () => [],
    async *generate(_promptIds, count) {
      for (let i = 0; i < count; i++) yield next;
    },
    // One id of probability 1: the result of the physics is then only the planted loss.
    score: async () => [Float32Array.of(0)],
    reuse: async () => kept,
    cachedTokens: () => kept,
    async clear() {
      kept = 0;
    },
    stats: async () => null,
    close: async () => undefined,
  };
  return {
    name: 'another program',
    version: '',
    load: async () => model,
    close: async () => undefined,
    push(id) {
      next = id;
    },
    keep(tokens) {
      kept = tokens;
    },
  };
}
