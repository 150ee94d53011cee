import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { refuseIrregularModel } from '../../../../models/open-model.ts';
import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineSettings } from '../../../protocol/plan-file.ts';
import type { Engine, LoadedModel } from '../../ports.ts';
import { beginning } from '../beginning.ts';
import { tooLong } from '../too-long.ts';
import { buffersOf, timingsOf } from './engine-log.ts';
import { rawDecoder } from './raw-decode.ts';
import { scoreIds } from './score-ids.ts';
import { sharedLlama, withLog } from './shared-llama.ts';

/** What measurements leave at llama.cpp's default, and comparisons of numbers do not. */
export interface LlamaCppOptions {
  /** Precision of cached keys and values; half if not given, as everywhere outside comparisons. */
  readonly cache?: 'F16' | 'F32';
}

/** llama.cpp through node-llama-cpp's prebuilt libraries; loaded only when it is used. */
export async function llamaCppEngine(
  settings: EngineSettings,
  { cache = 'F16' }: LlamaCppOptions = {},
): Promise<Engine> {
  const { llama, version } = await sharedLlama(settings);
  return {
    name: 'llama.cpp',
    version: llama.llamaCppRelease.release,
    compileFlags: llama.systemInfo,
    load: (modelPath, loadSettings) => loadModel({ llama, cache, version }, modelPath, loadSettings),
    // Others of this process may use it, now or later; models and contexts are what takes memory.
    close: async () => undefined,
  };
}

interface Opened {
  readonly llama: Llama;
  readonly cache: 'F16' | 'F32';
  /** Of node-llama-cpp. */
  readonly version: string;
}

async function loadModel(
  { llama, cache, version }: Opened,
  modelPath: string,
  settings: EngineSettings,
): Promise<LoadedModel> {
  const { result, lines } = await withLog(
    () => openContext(llama, modelPath, settings, cache),
    // The compute buffer's line is the last of a load.
    (logged) => logged.some((line) => line.includes('compute buffer size')),
  );
  const { model, context } = result;
  const sequence = context.getSequence();
  const vocabularySize = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
  /** Ids at the beginning of the next prompt that are in the cache. */
  let kept = 0;
  return {
    buffers: buffersOf(lines),
    description: model.typeDescription,
    get raw() {
      return rawDecoder(context, sequence, version);
    },
    backend: llama.gpu === false ? 'cpu' : llama.gpu,
    vocabularySize,
    tokenize: (text, addBos) => [
      ...beginning(addBos, model.tokens.bos, modelPath),
      ...model.tokenize(text, true),
    ],
    async *generate(promptIds, count) {
      const room = settings.contextTokens;
      if (promptIds.length + count > room) throw tooLong(promptIds.length, count, room);
      const evaluation = sequence.evaluate(promptIds.slice(kept) as never[], {
        temperature: 0,
        yieldEogToken: true,
      });
      try {
        for (let left = count; left > 0; left--) {
          const { value, done } = await evaluation.next();
          if (done || value === undefined) break;
          yield value;
        }
      } finally {
        await evaluation.return();
      }
    },
    async score(ids) {
      // Beyond it node-llama-cpp would forget the beginning without a word.
      if (ids.length > settings.contextTokens) throw tooLong(ids.length, 0, settings.contextTokens);
      kept = 0;
      return scoreIds(sequence, ids, vocabularySize);
    },
    async reuse(ids) {
      // Without the last id there would be nothing to read; and positions are never shifted: what is left is read anew.
      await sequence.adaptStateToTokens(ids.slice(0, -1) as never[], false);
      kept = sequence.nextTokenIndex;
      return kept;
    },
    // The cache is emptied before each trial but the turns of a conversation, and nothing else fills it.
    cachedTokens: () => kept,
    async clear() {
      kept = 0;
      await sequence.clearHistory();
    },
    async stats() {
      const printed = await withLog(
        () => context.printTimings(),
        (logged) => Object.keys(timingsOf(logged)).length > 0,
      );
      return timingsOf(printed.lines);
    },
    async close() {
      await context.dispose();
      await model.dispose();
    },
  };
}

/** A model and a context over it, or neither. @throws HeatsoakError `MODEL_UNLOADABLE`, `MODEL_MISSING` */
async function openContext(
  llama: Llama,
  modelPath: string,
  settings: EngineSettings,
  cache: Opened['cache'],
): Promise<{ readonly model: LlamaModel; readonly context: LlamaContext }> {
  await refuseIrregularModel(modelPath);
  const gpuLayers = settings.gpuLayers === undefined ? {} : { gpuLayers: settings.gpuLayers };
  const model = await llama.loadModel({ modelPath, ...gpuLayers }).catch((cause) => {
    throw unloadable(modelPath, cause);
  });
  const opening = refuseEmptyRotation(model).then(() => createContext(model, settings, cache));
  const context = await opening.catch(async (cause) => {
    await model.dispose();
    throw unloadable(modelPath, cause);
  });
  return { model, context };
}

/** @throws Error where heads have no numbers to rotate: llama.cpp would compute for ever */
async function refuseEmptyRotation({ fileInfo }: LlamaModel): Promise<void> {
  const { rope } = fileInfo.architectureMetadata as { rope?: { dimension_count?: unknown } };
  if (rope?.dimension_count === 0)
    throw new Error(
      `${fileInfo.metadata.general?.architecture}.rope.dimension_count is 0, no number of a head`,
    );
}

const unloadable = (modelPath: string, cause: unknown): HeatsoakError =>
  new HeatsoakError('MODEL_UNLOADABLE', `llama.cpp cannot load ${modelPath}: ${messageOf(cause)}`, {
    where: modelPath,
    hint: 'heatsoak model inspect says whether the file is whole, and how much memory it needs; where it finds nothing wrong, llama.cpp may not know this kind of model',
    cause,
  });

/** Both sides of a comparison get exactly these; the defaults depend on the host. */
const createContext = (model: LlamaModel, settings: EngineSettings, cache: Opened['cache']) =>
  model.createContext({
    contextSize: settings.contextTokens,
    batchSize: settings.batchTokens,
    flashAttention: settings.flashAttention,
    threads: { ideal: settings.threads, min: settings.threads },
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
    performanceTracking: true,
  });
