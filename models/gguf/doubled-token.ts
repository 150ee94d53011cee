import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { type Metadata, ValueType } from './gguf-types.ts';
import { textsOf } from './metadata.ts';
import { hasEqualTexts } from './packed-array.ts';

const TOKENS = 'tokenizer.ggml.tokens';

/** An entry that a vocabulary has twice, as a phrase; null for one without. llama.cpp aborts on it (`llama_vocab::impl::load`). */
export function doubledToken(metadata: Metadata): string | null {
  const { packed, elementType } = metadata.get(TOKENS) ?? {};
  if (packed && elementType === ValueType.STRING && !hasEqualTexts(packed)) return null;
  const tokens = textsOf(metadata, TOKENS) ?? [];
  if (new Set(tokens).size === tokens.length) return null;
  const seen = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const first = seen.get(token);
    // Empty ones get names of their own, and bytes that are no text all look alike here.
    if (first !== undefined && token !== '' && !token.includes('\ufffd'))
      return `the vocabulary has "${visibleText(token, 40)}" as ${first} and as ${id}`;
    if (first === undefined) seen.set(token, id);
  }
  return null;
}

/** @throws HeatsoakError `VOCABULARY_TWICE` */
export function refuseDoubledToken(metadata: Metadata, path: string): void {
  const doubled = doubledToken(metadata);
  if (doubled === null) return;
  throw new HeatsoakError('VOCABULARY_TWICE', `${path} cannot be run: ${doubled}`, {
    where: path,
    hint: 'llama.cpp aborts on it: fetch the model again, or convert it again',
  });
}
