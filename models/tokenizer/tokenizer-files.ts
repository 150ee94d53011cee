import {
  type ByteLevelVocabulary,
  type GgufVocabulary,
  type SentencePieceVocabulary,
  TokenType,
} from './gguf-vocabulary.ts';
import { mergesOf } from './merges.ts';
import {
  type AddedToken,
  type ByteLevelDocument,
  type SentencePieceDocument,
  SPACE,
  type TokenizerDocument,
} from './tokenizer-document.ts';

/** Tokens that keep the white space behind them even where the others eat it, as llama.cpp has it. */
const KEEPS_SPACE = new Set(['<unk>', '<s>', '<|endoftext|>']);

/** `tokenizer.json` in Hugging Face's form. */
export const tokenizerJson = (vocabulary: GgufVocabulary): TokenizerDocument =>
  vocabulary.kind === 'byte-level' ? byteLevelJson(vocabulary) : sentencePieceJson(vocabulary);

function byteLevelJson(vocabulary: ByteLevelVocabulary): ByteLevelDocument {
  const { pieces, merges, words, bos, addBos } = vocabulary;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(vocabulary),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        ...words.patterns.map((pattern) => ({
          type: 'Split' as const,
          pattern: { Regex: pattern },
          behavior: 'Isolated' as const,
          invert: false as const,
        })),
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: addBos && bos !== null ? startWith(pieces[bos] ?? '', bos) : null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: words.ignoresMerges,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: [...merges],
    },
  };
}

/** SentencePiece's scores written as an order of merges. */
function sentencePieceJson(vocabulary: SentencePieceVocabulary): SentencePieceDocument {
  const { pieces, unknown, bos, addBos, addSpacePrefix } = vocabulary;
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: SPACE } as const;
  const prepend = { type: 'Prepend', prepend: SPACE } as const;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(vocabulary),
    normalizer: { type: 'Sequence', normalizers: addSpacePrefix ? [prepend, replace] : [replace] },
    pre_tokenizer: null,
    post_processor: addBos && bos !== null ? startWith(pieces[bos] ?? '', bos) : null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: addSpacePrefix ? 1 : 0, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: unknown === null ? null : (pieces[unknown] ?? null),
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: mergesOf(vocabulary),
    },
  };
}

function addedTokens(vocabulary: GgufVocabulary): AddedToken[] {
  const { pieces, types } = vocabulary;
  const stripsAfterSpecials = vocabulary.kind === 'sentencepiece' && vocabulary.stripsAfterSpecials;
  return pieces.flatMap((content, id) => {
    const type = types[id];
    const special = type === TokenType.CONTROL || type === TokenType.UNKNOWN;
    // llama.cpp lets only special tokens and </s> eat, and a few of them not.
    const rstrip =
      stripsAfterSpecials && (special || type === TokenType.USER_DEFINED) && !KEEPS_SPACE.has(content);
    if (!special && type !== TokenType.USER_DEFINED) return [];
    return [{ id, content, single_word: false, lstrip: false, rstrip, normalized: false, special }];
  });
}

function startWith(token: string, id: number): Record<string, unknown> {
  const special = { SpecialToken: { id: token, type_id: 0 } };
  const sequence = { Sequence: { id: 'A', type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [special, sequence],
    pair: [special, sequence, special, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}

/**
 * `tokenizer_config.json`, with the chat template. `piece_scores` is our own: merges cannot express a piece whose parts are
 * no pieces, and SentencePiece makes it all the same.
 */
export function tokenizerConfig(vocabulary: GgufVocabulary, contextTokens: number): Record<string, unknown> {
  const named = (id: number | null): string | null => (id === null ? null : (vocabulary.pieces[id] ?? null));
  const decoder = addedTokens(vocabulary).map(({ id, ...token }) => [String(id), token]);
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: contextTokens,
    clean_up_tokenization_spaces: false,
    add_bos_token: vocabulary.addBos,
    add_eos_token: vocabulary.addEos,
    bos_token: named(vocabulary.bos),
    eos_token: named(vocabulary.eos),
    unk_token: named(vocabulary.unknown),
    pad_token: named(vocabulary.padding),
    ...(vocabulary.chatTemplate === null ? {} : { chat_template: vocabulary.chatTemplate }),
    added_tokens_decoder: Object.fromEntries(decoder),
    ...(vocabulary.kind === 'sentencepiece' ? { piece_scores: vocabulary.scores } : {}),
  };
}
