import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, flagOf, numbersOf, required, textOf, textsOf } from '../gguf/metadata.ts';
import { visibleText } from '../visible-text.ts';

/** Kinds of a token in a GGUF file (`llama_token_type`). */
export const TokenType = { NORMAL: 1, UNKNOWN: 2, CONTROL: 3, USER_DEFINED: 4, UNUSED: 5, BYTE: 6 } as const;

/** SentencePiece's own limit is 16; every cut of a piece is looked up, so that one of a megabyte would take days. */
const LONGEST_PIECE = 1024;

/** A SentencePiece vocabulary as a GGUF file holds it; the lists run parallel, by id. */
export interface GgufVocabulary {
  readonly pieces: readonly string[];
  readonly scores: readonly number[];
  readonly types: readonly number[];
  readonly bos: number | null;
  readonly eos: number | null;
  readonly unknown: number | null;
  readonly padding: number | null;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly addSpacePrefix: boolean;
  /** Special tokens eat the white space behind them; llama.cpp does so for models whose name says Phi-3. */
  readonly stripsAfterSpecials: boolean;
  readonly chatTemplate: string | null;
}

/** @throws HeatsoakError `TOKENIZER_UNSUPPORTED` for other kinds, `GGUF_METADATA` where lists are missing, differ in length or cannot be */
export function vocabularyOf(metadata: Metadata): GgufVocabulary {
  const model = required(textOf, metadata, 'tokenizer.ggml.model');
  if (model !== 'llama') {
    throw new HeatsoakError(
      'TOKENIZER_UNSUPPORTED',
      `the tokenizer ${visibleText(model)} cannot be converted`,
      {
        hint: 'SentencePiece tokenizers (tokenizer.ggml.model = llama) can',
      },
    );
  }
  const list = (name: string): string => `tokenizer.ggml.${name}`;
  const pieces = required(textsOf, metadata, list('tokens'));
  const scores = required(numbersOf, metadata, list('scores'));
  const types = numbersOf(metadata, list('token_type')) ?? pieces.map(() => TokenType.NORMAL);
  if (scores.length !== pieces.length || types.length !== pieces.length)
    throw new HeatsoakError('GGUF_METADATA', 'the vocabulary has lists of different lengths');
  const longest = pieces.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest > LONGEST_PIECE)
    throw new HeatsoakError('GGUF_METADATA', `the vocabulary has a piece of ${longest} characters`);
  if (!scores.every(Number.isFinite))
    throw new HeatsoakError('GGUF_METADATA', 'the vocabulary has a score that is not a finite number');
  const id = (name: string): number | null => {
    const value = countOf(metadata, list(`${name}_token_id`));
    return value !== null && value < pieces.length ? value : null;
  };
  return {
    pieces,
    scores,
    types,
    bos: id('bos'),
    eos: id('eos'),
    unknown: id('unknown'),
    padding: id('padding'),
    addBos: flagOf(metadata, list('add_bos_token')) ?? true,
    addEos: flagOf(metadata, list('add_eos_token')) ?? false,
    addSpacePrefix: flagOf(metadata, list('add_space_prefix')) ?? true,
    stripsAfterSpecials: /phi-?3/i.test(textOf(metadata, 'general.name') ?? ''),
    chatTemplate: textOf(metadata, 'tokenizer.chat_template'),
  };
}
