import { dirname } from 'node:path';
import { readGguf } from '../gguf/read-gguf.ts';
import { rulesOfFolder } from './folder-prompt-rules.ts';
import { rulesOfGguf } from './gguf-prompt-rules.ts';
import type { PromptRules } from './prompt-rules.ts';

/**
 * The rules of a GGUF file, or of the tokenizer in the folder of an ONNX graph.
 * @throws HeatsoakError what reading the file throws; `TOKENIZER_INVALID` for a broken `tokenizer_config.json`
 */
export async function promptRulesOf(path: string): Promise<PromptRules> {
  return path.endsWith('.onnx') ? rulesOfFolder(dirname(path)) : rulesOfGguf((await readGguf(path)).metadata);
}
