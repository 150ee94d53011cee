import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { type Metadata, ValueType } from './gguf-types.ts';
import { textsOf } from './metadata.ts';
import { equalTexts, upToZero } from './packed-array.ts';

const TOKENS = 'tokenizer.ggml.tokens';

/**
 * An entry that a vocabulary has twice, as a phrase; null for one without. llama.cpp aborts on it (`llama_vocab::impl::load`): it compares
 * bytes, text or not, and reads each entry up to its first zero byte. Empty ones get names of their own there.
 */
export function doubledToken(metadata: Metadata): string | null {
  const { packed, elementType } = metadata.get(TOKENS) ?? {};
  const isInFile = packed && elementType === ValueType.STRING;
  const pair = isInFile ? equalTexts(packed) : equalPair(textsOf(metadata, TOKENS) ?? []);
  if (!pair) return null;
  const [first, second] = pair;
  const token = visibleText(upToZero(textsOf(metadata, TOKENS)?.[first] ?? ''), 40);
  return `the vocabulary has "${token}" as ${first} and as ${second}`;
}

/** The same of texts in memory. */
function equalPair(tokens: readonly string[]): readonly [number, number] | null {
  const seen = new Map<string, number>();
  for (const [id, whole] of tokens.entries()) {
    const token = upToZero(whole);
    const first = seen.get(token);
    if (first !== undefined) return [first, id];
    if (token !== '') seen.set(token, id);
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
