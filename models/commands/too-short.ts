import { VERIFY_CONTEXT_TOKENS } from '../verify/verify-models.ts';

/** Why a model with so few places for tokens is not run beside its source. */
export const tooShort = (places: number, needed: number = VERIFY_CONTEXT_TOKENS): string =>
  `a context of ${places} tokens is too short for the texts to compare, which need ${needed}`;
