import { createRandom } from '../statistics/random.ts';

/** Ids below this are control tokens in Llama vocabularies; those from here on are ordinary pieces. */
const FIRST_ORDINARY = 259;
/** Phi-3's special tokens start here. */
const FIRST_SPECIAL = 32_000;

/** Exactly `count` seeded ids of ordinary tokens, as llama-bench does it. */
export function syntheticPrompt(count: number, seed: number, vocabularySize: number): number[] {
  const random = createRandom(seed);
  const end = Math.min(FIRST_SPECIAL, vocabularySize);
  const first = Math.min(FIRST_ORDINARY, end - 1);
  return Array.from({ length: count }, () => first + Math.floor(random.uniform() * (end - first)));
}
