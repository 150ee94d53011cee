/** How a text is cut into words before byte-level pairs are merged within each. */
export interface PreTokenizer {
  /** Applied one after the other to what is left whole; in words that JavaScript, Oniguruma and ICU read alike. */
  readonly patterns: readonly string[];
  /** A word that is a piece stays one, whatever merges would make of it. */
  readonly ignoresMerges: boolean;
}

const contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const rest = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const restWithSlash = rest.replace('[\\r\\n]*', '[\\r\\n/]*');
const upper = '((?=[\\p{L}])([^a-z]))';
const lower = '((?=[\\p{L}])([^A-Z]))';

const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const llama3 = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|${rest}`;
const qwen2 = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|${rest}`;
const tekken = `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*|\\p{N}|${restWithSlash}`;
const gpt4o = `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+${contractions}?|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*${contractions}?|\\p{N}{1,3}|${restWithSlash}`;

const merging = (...patterns: string[]): PreTokenizer => ({ patterns, ignoresMerges: false });
const whole = (...patterns: string[]): PreTokenizer => ({ patterns, ignoresMerges: true });

/** By `tokenizer.ggml.pre`, as llama.cpp v0.4.0 has them (`llm_tokenizer_bpe` in `llama-vocab.cpp`). */
export const preTokenizers: Readonly<Record<string, PreTokenizer>> = {
  'gpt-2': merging(gpt2),
  'phi-2': merging(gpt2),
  smollm: merging('\\p{N}', gpt2),
  starcoder: merging('\\p{N}', gpt2),
  refact: merging('\\p{N}', gpt2),
  'command-r': merging('\\p{N}', gpt2),
  llama3: whole(llama3),
  'llama-v3': whole(llama3),
  'llama-bpe': whole(llama3),
  falcon3: whole(llama3),
  pixtral: whole(llama3),
  'smaug-bpe': merging(llama3),
  dbrx: merging(llama3),
  qwen2: merging(qwen2),
  'deepseek-r1-qwen': merging(qwen2),
  tekken: whole(tekken),
  'gpt-4o': merging(gpt4o),
};
