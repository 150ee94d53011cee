import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { TOKENIZER, TOKENIZER_CONFIG } from '../onnx/companions.ts';
import { vocabularyOf } from '../tokenizer/gguf-vocabulary.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizer-files.ts';

/** Ids that begin and end a text, as Hugging Face names the file. */
const GENERATION_CONFIG = 'generation_config.json';

/** Their names, of which a package has all or none. */
export const COMPANION_NAMES: readonly string[] = [TOKENIZER, TOKENIZER_CONFIG, GENERATION_CONFIG];

/** What an app needs beside a package to speak with its model: tokenizer, chat template and ids that end an answer, by file name. */
export type PackageCompanions = ReadonlyMap<string, string>;

/** The companions of a model, or why there are none: a package computes without a tokenizer. */
export function packageCompanions(gguf: OpenGguf, contextTokens: number): PackageCompanions | string {
  try {
    const vocabulary = vocabularyOf(gguf.metadata);
    const { bos, padding, eos, ends } = vocabulary;
    const ids = { bos_token_id: bos, eos_token_id: ends, pad_token_id: padding ?? eos };
    return new Map([
      [TOKENIZER, documentOf(tokenizerJson(vocabulary))],
      [TOKENIZER_CONFIG, documentOf(tokenizerConfig(vocabulary, contextTokens))],
      [GENERATION_CONFIG, documentOf(ids)],
    ]);
  } catch (error) {
    if (!(error instanceof HeatsoakError && error.code === 'TOKENIZER_UNSUPPORTED')) throw error;
    return error.message;
  }
}

const documentOf = (value: object): string => `${JSON.stringify(value, null, 1)}\n`;

/**
 * Packages of one model may share a folder, since they share a tokenizer; another tokenizer there is another model's.
 * @throws HeatsoakError `FOLDER_TAKEN`
 */
export async function refuseOtherTokenizer(companions: PackageCompanions, target: string): Promise<void> {
  const path = join(dirname(target), TOKENIZER);
  const found = await readFile(path, 'utf8').catch(() => null);
  if (found === null || found === companions.get(TOKENIZER)) return;
  throw new HeatsoakError('FOLDER_TAKEN', `${dirname(target)} holds the tokenizer of another model already`, {
    where: path,
    hint: 'give each model a folder of its own; --force replaces the tokenizer',
  });
}

/** Writes them into the folder where a package is made. */
export async function writeCompanions(companions: PackageCompanions, folder: string): Promise<void> {
  for (const [name, text] of companions) await writeFile(join(folder, name), text, { flush: true });
}

/** Gives them their place beside the package, which comes after them. */
export async function placeCompanions(
  companions: PackageCompanions,
  from: string,
  target: string,
): Promise<void> {
  for (const name of companions.keys()) await rename(join(from, name), join(dirname(target), name));
}
