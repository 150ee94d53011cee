import type { Engine, LoadedModel } from '../../agent/ports.ts';
import type { BodyAsk } from './body-protocol.ts';

/** An engine for the physics whose ids come from another program, one an ask. */
export interface PushedTokens extends Engine {
  /** The id that the generation yields next. */
  push(id: number): void;
}

export function pushedTokens({ vocabularySize, backend }: Extract<BodyAsk, { ask: 'load' }>): PushedTokens {
  let next = 0;
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
    cachedTokens: () => 0,
    clear: async () => undefined,
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
  };
}
