import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, textCountOf, textOf } from '../gguf/metadata.ts';

type DefaultName = 'bos' | 'eos' | 'unknown' | 'padding';

/** Ids that llama.cpp takes where the file names none of its vocabulary, by `tokenizer.ggml.model` (`llama_vocab::impl::load`). */
const defaultIds: Readonly<Record<string, Readonly<Partial<Record<DefaultName, number>>>>> = {
  llama: { bos: 1, eos: 2, unknown: 0 },
  bert: { bos: 101, unknown: 100, padding: 0 },
  gpt2: { bos: 11, eos: 11 },
  t5: { eos: 1, unknown: 2, padding: 0 },
};

/**
 * The id of a special token as llama.cpp reads it: an id that the vocabulary does not have is one that the file does not name.
 * Null for a token that the model does not have.
 * @throws HeatsoakError `GGUF_METADATA` for an id of another kind than a count
 */
export function specialId(metadata: Metadata, name: string): number | null {
  const tokens = textCountOf(metadata, 'tokenizer.ggml.tokens') ?? 0;
  const isThere = (id: number | null | undefined): id is number => (id ?? tokens) < tokens;
  const named = countOf(metadata, `tokenizer.ggml.${name}_token_id`);
  if (isThere(named)) return named;
  const kind = textOf(metadata, 'tokenizer.ggml.model') ?? '';
  const ids = Object.hasOwn(defaultIds, kind) ? defaultIds[kind] : undefined;
  const byDefault = ids && Object.hasOwn(ids, name) ? ids[name as DefaultName] : null;
  return isThere(byDefault) ? byDefault : null;
}
