import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { Metadata } from '../gguf/gguf-types.ts';
import { flagOf, numbersOf, required, textOf, textsOf } from '../gguf/metadata.ts';
import { rulesOfGguf } from '../prompts/gguf-prompt-rules.ts';
import { visibleText } from '../visible-text.ts';
import { endIdsOf } from './end-ids.ts';
import { type PreTokenizer, preTokenizers } from './pre-tokenizers.ts';
import { specialId } from './special-ids.ts';

/** Kinds of a token in a GGUF file (`llama_token_type`). */
export const TokenType = { NORMAL: 1, UNKNOWN: 2, CONTROL: 3, USER_DEFINED: 4, UNUSED: 5, BYTE: 6 } as const;

/** SentencePiece's own limit is 16; every cut of a piece is looked up, so that one of a megabyte would take days. */
const LONGEST_PIECE = 1024;

/** What both kinds of vocabulary hold; the lists run parallel, by id. */
interface Pieces {
  readonly pieces: readonly string[];
  readonly types: readonly number[];
  readonly bos: number | null;
  readonly eos: number | null;
  /** Every id that ends an answer, `eos` first. */
  readonly ends: readonly number[];
  readonly unknown: number | null;
  readonly padding: number | null;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly chatTemplate: string | null;
}

export interface SentencePieceVocabulary extends Pieces {
  readonly kind: 'sentencepiece';
  readonly scores: readonly number[];
  readonly addSpacePrefix: boolean;
  /** Special tokens eat the white space behind them; llama.cpp does so for models whose name says Phi-3. */
  readonly stripsAfterSpecials: boolean;
}

/** Pieces of bytes, merged pair by pair within words. */
export interface ByteLevelVocabulary extends Pieces {
  readonly kind: 'byte-level';
  /** Two pieces with a space between, the first to be merged first. */
  readonly merges: readonly string[];
  readonly words: PreTokenizer;
}

/** A vocabulary as a GGUF file holds it. */
export type GgufVocabulary = SentencePieceVocabulary | ByteLevelVocabulary;

const list = (name: string): string => `tokenizer.ggml.${name}`;

/** @throws HeatsoakError `TOKENIZER_UNSUPPORTED` for other kinds, `GGUF_METADATA` where lists are missing, differ in length or cannot be */
export function vocabularyOf(metadata: Metadata): GgufVocabulary {
  const model = required(textOf, metadata, list('model'));
  if (model === 'llama') return sentencePieceOf(metadata);
  if (model === 'gpt2') return byteLevelOf(metadata);
  throw unsupported(
    `the tokenizer ${visibleText(model)}`,
    'tokenizer.ggml.model = llama and gpt2 can; the GGUF file itself runs in llama.cpp',
  );
}

const unsupported = (what: string, hint: string): HeatsoakError =>
  new HeatsoakError('TOKENIZER_UNSUPPORTED', `${what} cannot be converted`, { hint });

function sentencePieceOf(metadata: Metadata): SentencePieceVocabulary {
  const common = piecesOf(metadata);
  const scores = required(numbersOf, metadata, list('scores'));
  if (scores.length !== common.pieces.length) throw unequal();
  const longest = common.pieces.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest > LONGEST_PIECE)
    throw new HeatsoakError('GGUF_METADATA', `the vocabulary has a piece of ${longest} characters`);
  if (!scores.every(Number.isFinite))
    throw new HeatsoakError('GGUF_METADATA', 'the vocabulary has a score that is not a finite number');
  return {
    ...common,
    kind: 'sentencepiece',
    scores,
    addSpacePrefix: flagOf(metadata, list('add_space_prefix')) ?? true,
    stripsAfterSpecials: /phi-?3/i.test(textOf(metadata, 'general.name') ?? ''),
  };
}

function byteLevelOf(metadata: Metadata): ByteLevelVocabulary {
  const pre = textOf(metadata, list('pre')) ?? 'default';
  const words = Object.hasOwn(preTokenizers, pre) ? preTokenizers[pre] : undefined;
  if (!words) {
    const known = Object.keys(preTokenizers).join(', ');
    throw unsupported(
      `a byte-level tokenizer that cuts words as ${visibleText(pre)}`,
      `those as ${known} can`,
    );
  }
  const merges = required(textsOf, metadata, list('merges'));
  return { ...piecesOf(metadata), kind: 'byte-level', merges, words };
}

function piecesOf(metadata: Metadata): Pieces {
  const pieces = required(textsOf, metadata, list('tokens'));
  const types = numbersOf(metadata, list('token_type')) ?? pieces.map(() => TokenType.NORMAL);
  if (types.length !== pieces.length) throw unequal();
  const eos = specialId(metadata, 'eos');
  return {
    pieces,
    types,
    bos: specialId(metadata, 'bos'),
    eos,
    ends: [...new Set([...(eos === null ? [] : [eos]), ...endIdsOf(metadata)])],
    unknown: specialId(metadata, 'unknown'),
    padding: specialId(metadata, 'padding'),
    addBos: rulesOfGguf(metadata).addBos,
    addEos: flagOf(metadata, list('add_eos_token')) ?? false,
    chatTemplate: textOf(metadata, 'tokenizer.chat_template'),
  };
}

const unequal = (): HeatsoakError =>
  new HeatsoakError('GGUF_METADATA', 'the vocabulary has lists of different lengths');
