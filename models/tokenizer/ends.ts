import type { GgufVocabulary } from './gguf-vocabulary.ts';

/** Tokens besides the end of sequence that end an answer in the chats of families that are converted. */
const ENDS = [
  '<|end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '<|im_end|>',
  '<end_of_turn>',
  '<|eom_id|>',
];

/** Ids that end an answer, the vocabulary's own first. */
export function endsOf({ eos, pieces }: GgufVocabulary): number[] {
  const ids = [eos, ...ENDS.map((end) => pieces.indexOf(end))];
  return [...new Set(ids.filter((id): id is number => id !== null && id >= 0))];
}
