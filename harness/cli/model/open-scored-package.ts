import { basename } from 'node:path';
import { largestAt, logProbabilities } from '../../agent/engines/onnxruntime/logits.ts';
import { openDecoder } from '../../model/coreml/interpret/decoder-runner.ts';
import type { ScoredModel } from '../../model/verify/verify-models.ts';
import { packageVersion } from '../package-home.ts';
import { openScoredModel } from './open-scored-model.ts';

/**
 * A Core ML package in our own interpreter, results rounded to half precision as the program declares. Packages carry
 * no tokenizer: the source's, in llama.cpp, reads for both.
 */
export async function openScoredPackage(
  folder: string,
  source: string,
  contextTokens: number,
): Promise<ScoredModel> {
  const decoder = await openDecoder(folder, 'half');
  const reader = await openScoredModel(source, contextTokens, 1);
  const prefill = (ids: readonly number[]): Float32Array => {
    let logits = new Float32Array();
    for (let at = 0; at < ids.length; at += decoder.prefillTokens)
      logits = new Float32Array(decoder.prefill(ids.slice(at, at + decoder.prefillTokens)));
    return logits;
  };
  return {
    runner: {
      file: basename(folder),
      engine: 'core ml program in heatsoak',
      version: packageVersion,
      backend: 'interpreter',
    },
    vocabularySize: decoder.vocabularySize,
    tokenizeChat: (text) => reader.tokenizeChat(text),
    async *generate(promptIds, count) {
      let logits = prefill(promptIds);
      for (let left = count; left > 0; left--) {
        const id = largestAt(logits);
        yield id;
        if (left > 1) logits = decoder.decode(id);
      }
    },
    async score(ids) {
      decoder.clear();
      return ids.map((id) => logProbabilities(decoder.decode(id)));
    },
    clear: async () => decoder.clear(),
    close: () => reader.close(),
  };
}
