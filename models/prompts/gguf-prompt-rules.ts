import type { Metadata } from '../gguf/gguf-types.ts';
import { flagOf, textOf, textsOf } from '../gguf/metadata.ts';
import { specialId } from '../tokenizer/special-ids.ts';
import type { PromptRules } from './prompt-rules.ts';

/** Pre-tokenizers of byte-pair vocabularies whose sequences begin with BOS where the file does not say, as llama.cpp has it. */
const BEGINS_WITH_BOS = new Set([
  'llama3',
  'llama-v3',
  'llama-bpe',
  'falcon3',
  'falcon-h1',
  'pixtral',
  'midm-2.0',
  'lfm2',
  'jina-v5-nano',
  'tekken',
  'chameleon',
]);

/** The rules that a GGUF header states, missing keys read as llama.cpp reads them. */
export function rulesOfGguf(metadata: Metadata): PromptRules {
  const model = textOf(metadata, 'tokenizer.ggml.model') ?? '';
  const pieces = textsOf(metadata, 'tokenizer.ggml.tokens') ?? [];
  const piece = (name: 'bos' | 'eos'): string => {
    const id = specialId(metadata, name);
    return id === null ? '' : (pieces[id] ?? '');
  };
  const bosText = piece('bos');
  return {
    template: textOf(metadata, 'tokenizer.chat_template'),
    bosText,
    eosText: piece('eos'),
    addBos: bosText !== '' && addsBos(metadata, model),
  };
}

function addsBos(metadata: Metadata, model: string): boolean {
  const pre = textOf(metadata, 'tokenizer.ggml.pre') ?? '';
  // llama.cpp overrules the file here: early conversions of Gemma 4 said no, and the model needs it.
  if (model === 'gemma4' || pre === 'gemma4') return true;
  const byKind = model === 'llama' || model === 'bert' || BEGINS_WITH_BOS.has(pre);
  return flagOf(metadata, 'tokenizer.ggml.add_bos_token') ?? byKind;
}
