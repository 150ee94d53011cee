import type { Metadata } from '../gguf/gguf-types.ts';
import { textsOf } from '../gguf/metadata.ts';
import { specialId } from './special-ids.ts';

/** Tokens whose text alone says that an answer is over, as llama.cpp knows them. */
const ENDS = new Set([
  '<|eot_id|>',
  '<|im_end|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|flush|>',
  '<|calls|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '</s>',
  '<|eom_id|>',
  '<EOT>',
  '_<EOT>',
  '[EOT]',
  '[EOS]',
  '<|end_of_text|>',
  '<end_of_utterance>',
  '<eos>',
  '<turn|>',
  '<|tool_response>',
  '<｜end▁of▁sentence｜>',
  '[e~[',
]);

/** Tokens for filling in code that end an answer, too: by their key, or where there is none by their text. */
const FILL_ENDS: Readonly<Record<string, readonly string[]>> = {
  fim_pad: ['<|fim_pad|>', '<fim-pad>', '<fim_pad>', '<PAD>', '[PAD]'],
  fim_rep: ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>'],
  fim_sep: ['<|file_sep|>'],
};

/**
 * Every id after which llama.cpp generates nothing more (`llama_vocab_is_eog`): end of text, of turn and of message, whichever of them
 * the file names. Ascending; empty for a file without a vocabulary.
 */
export function endIdsOf(metadata: Metadata): number[] {
  const pieces = textsOf(metadata, 'tokenizer.ggml.tokens') ?? [];
  const named = (name: string): number | null => specialId(metadata, name);
  const ids = pieces.flatMap((piece, id) => (ENDS.has(piece) ? [id] : []));
  const fills = Object.entries(FILL_ENDS).map(([name, texts]) => named(name) ?? firstOf(pieces, texts));
  const all = [...ids, named('eos'), named('eot'), named('eom'), ...fills].filter((id) => id !== null);
  const ends = [...new Set(all)].sort((a, b) => a - b);
  const texts = new Set(ends.map((id) => pieces[id]));
  return ends.filter((id) => !isNoEnd(pieces[id] ?? '', texts));
}

function firstOf(pieces: readonly string[], texts: readonly string[]): number | null {
  const id = pieces.findIndex((piece) => texts.includes(piece));
  return id === -1 ? null : id;
}

/** Harmony's `<|end|>` stands between the channels of one answer; Gemma 4's `</s>` is ordinary text. */
function isNoEnd(text: string, ends: ReadonlySet<string | undefined>): boolean {
  if (text === '</s>') return ends.has('<|tool_response>');
  if (text !== '<|end|>') return false;
  const calls = ends.has('<|call|>') || ends.has('<|calls|>');
  return (ends.has('<|return|>') && ends.has('<|call|>')) || (calls && ends.has('<|flush|>'));
}

/** Harmony's marks inside one answer: files call them control tokens, llama.cpp writes them out. */
const INSIDE_ANSWERS = new Set(['<|channel|>', '<|message|>', '<|start|>', '<|constrain|>']);

/** Whether a token's text belongs to the answer although its type says that it is a mark. */
export const isInsideAnswer = (piece: string): boolean => INSIDE_ANSWERS.has(piece);
