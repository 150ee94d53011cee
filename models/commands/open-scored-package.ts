import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beginning } from '../../harness/agent/engines/beginning.ts';
import { largestAt, logProbabilities } from '../../harness/agent/engines/onnxruntime/logits.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { packageVersion } from '../../harness/files/package-home.ts';
import { inspectPackage } from '../coreml/inspect-package.ts';
import { type DecoderRunner, openDecoder } from '../coreml/interpret/decoder-runner.ts';
import { withLayers } from '../coreml/interpret/layer-sample.ts';
import type { Rounding } from '../coreml/interpret/tensor.ts';
import { CONTEXT_FACT } from '../coreml/package/write-package.ts';
import { TOKENIZER } from '../onnx/companions.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import type { ScoredModel } from '../verify/verify-models.ts';
import { openScoredModel } from './open-scored-model.ts';
import { tooShort } from './too-short.ts';

/** Beyond it our interpreter takes minutes and gigabytes. */
const MOST_PARAMETERS = 200_000_000;

/** How a package is run: with all of its layers, or those that are kept. */
interface PackageRun {
  readonly rounding: Rounding;
  readonly layers: number;
  readonly kept: readonly number[];
}

/** Why a package is not run here over `contextTokens` places, or null for one that is. */
async function whyNotRun(folder: string, contextTokens: number): Promise<string | null> {
  const { parameters, facts } = await inspectPackage(folder);
  if ((parameters ?? 0) > MOST_PARAMETERS)
    return `${parameters} parameters are too many for our interpreter; docs/guides/core-ml-on-a-mac.md says how a Mac does it`;
  const places = Number(facts[CONTEXT_FACT] ?? Number.NaN);
  if (places >= contextTokens) return null;
  return tooShort(places, contextTokens);
}

/**
 * A Core ML package in our own interpreter, its results rounded to half precision as the program declares, or not at all.
 * @throws HeatsoakError `PACKAGE_NOT_RUN` for one that `whyNotRun` has a reason for
 */
export async function openScoredPackage(
  folder: string,
  source: string,
  contextTokens: number,
  { rounding, layers, kept }: PackageRun = { rounding: 'half', layers: 0, kept: [] },
): Promise<ScoredModel> {
  const isSampled = kept.length < layers;
  const reason = isSampled ? null : await whyNotRun(folder, contextTokens);
  if (reason !== null) throw new HeatsoakError('PACKAGE_NOT_RUN', `${folder}: ${reason}`, { where: folder });
  const decoder = await openDecoder(
    folder,
    rounding,
    isSampled ? (each) => withLayers(each, layers, kept) : undefined,
  );
  const reader = await readerOf(folder, source, contextTokens);
  return {
    runner: {
      file: basename(folder),
      engine: 'core ml program in heatsoak',
      version: packageVersion,
      backend: 'interpreter',
    },
    vocabularySize: decoder.vocabularySize,
    tokenize: (text, addBos) => reader.tokenize(text, addBos),
    generate: (promptIds, count) => greedily(decoder, promptIds, count),
    async score(ids) {
      decoder.clear();
      return ids.map((id) => logProbabilities(decoder.decode(id)));
    },
    clear: async () => decoder.clear(),
    close: () => reader.close(),
  };
}

/** The tokenizer beside the package, as an app would read; without one the source's, in llama.cpp. */
async function readerOf(
  folder: string,
  source: string,
  contextTokens: number,
): Promise<Pick<ScoredModel, 'tokenize' | 'close'>> {
  const home = dirname(folder);
  if (!existsSync(join(home, TOKENIZER))) return openScoredModel(source, contextTokens, 1);
  const { bos, encode } = await readTokenizer(home);
  return {
    tokenize: (text, addBos) => [...beginning(addBos, bos, folder), ...encode(text)],
    close: async () => undefined,
  };
}

/** The prompt in chunks through the prefill function, then one token at a time. */
async function* greedily(
  decoder: DecoderRunner,
  promptIds: readonly number[],
  count: number,
): AsyncGenerator<number> {
  let logits = new Float32Array();
  for (let at = 0; at < promptIds.length; at += decoder.prefillTokens)
    logits = new Float32Array(decoder.prefill(promptIds.slice(at, at + decoder.prefillTokens)));
  for (let left = count; left > 0; left--) {
    const id = largestAt(logits);
    yield id;
    if (left > 1) logits = new Float32Array(decoder.decode(id));
  }
}
