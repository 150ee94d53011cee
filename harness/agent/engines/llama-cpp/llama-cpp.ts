import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineSettings } from '../../../protocol/plan-file.ts';
import type { Engine, LoadedModel } from '../../ports.ts';
import { beginning } from '../beginning.ts';
import { tooLong } from '../too-long.ts';
import { buffersOf, timingsOf } from './engine-log.ts';
import { rawDecoder } from './raw-decode.ts';
import { scoreIds } from './score-ids.ts';

type NodeLlamaCpp = typeof import('node-llama-cpp');

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
  const { getLlama, getModuleVersion, LlamaLogLevel } = await importEngine();
  const lines: string[] = [];
  const llama = await getLlama({
    gpu: settings.backend === 'cpu' ? false : 'auto',
    build: 'never',
    maxThreads: settings.threads,
    logLevel: LlamaLogLevel.info,
    logger: (_level, line) => void lines.push(line),
  });
  const opened: Opened = { llama, lines, cache, version: await getModuleVersion() };
  return {
    name: 'llama.cpp',
    version: llama.llamaCppRelease.release,
    compileFlags: llama.systemInfo,
    load: (modelPath, loadSettings) => loadModel(opened, modelPath, loadSettings),
    close: () => llama.dispose(),
  };
}

async function importEngine(): Promise<NodeLlamaCpp> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    throw new HeatsoakError('ENGINE_MISSING', `llama.cpp cannot be loaded: ${messageOf(cause)}`, {
      hint: 'npm install node-llama-cpp; it needs no compiler',
      cause,
    });
  }
}

type Llama = Awaited<ReturnType<NodeLlamaCpp['getLlama']>>;
type Model = Awaited<ReturnType<Llama['loadModel']>>;

interface Opened {
  readonly llama: Llama;
  /** What llama.cpp logs, line by line; it logs nothing while it decodes. */
  readonly lines: string[];
  readonly cache: 'F16' | 'F32';
  /** Of node-llama-cpp. */
  readonly version: string;
}

async function loadModel(
  { llama, lines, cache, version }: Opened,
  modelPath: string,
  settings: EngineSettings,
): Promise<LoadedModel> {
  const gpuLayers = settings.gpuLayers === undefined ? {} : { gpuLayers: settings.gpuLayers };
  const model = await llama.loadModel({ modelPath, ...gpuLayers }).catch((cause) => {
    throw unloadable(modelPath, cause);
  });
  const context = await createContext(model, settings, cache).catch(async (cause) => {
    await model.dispose();
    throw unloadable(modelPath, cause);
  });
  const sequence = context.getSequence();
  const vocabularySize = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
  // The compute buffer's line is the last of a load.
  await logged(() => lines.some((line) => line.includes('compute buffer size')));
  const buffers = buffersOf(lines.splice(0));
  return {
    buffers,
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
      if (promptIds.length + count > settings.contextTokens) throw tooLong(promptIds.length, count, settings);
      const evaluation = sequence.evaluate(promptIds as never[], { temperature: 0, yieldEogToken: true });
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
      if (ids.length > settings.contextTokens) throw tooLong(ids.length, 0, settings);
      return scoreIds(sequence, ids, vocabularySize);
    },
    // The cache is emptied before each trial, and nothing else fills it.
    cachedTokens: () => 0,
    clear: () => sequence.clearHistory(),
    async stats() {
      await context.printTimings();
      await logged(() => Object.keys(timingsOf(lines)).length > 0);
      return timingsOf(lines.splice(0));
    },
    async close() {
      await context.dispose();
      await model.dispose();
    },
  };
}

const unloadable = (modelPath: string, cause: unknown): HeatsoakError =>
  new HeatsoakError('MODEL_UNLOADABLE', `llama.cpp cannot load ${modelPath}: ${messageOf(cause)}`, {
    where: modelPath,
    hint: 'heatsoak model inspect says what is wrong with the file, and how much memory it needs',
    cause,
  });

/** Both sides of a comparison get exactly these; the defaults depend on the host. */
const createContext = (model: Model, settings: EngineSettings, cache: Opened['cache']) =>
  model.createContext({
    contextSize: settings.contextTokens,
    batchSize: settings.batchTokens,
    flashAttention: settings.flashAttention,
    threads: { ideal: settings.threads, min: settings.threads },
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
    performanceTracking: true,
  });

/** llama.cpp's lines come over from its own thread: they are here some turns of the event loop later, or never. */
async function logged(isThere: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_LOG_DELAY_MS && !isThere(); waitedMs++)
    await new Promise((resolve) => setTimeout(resolve, 1));
}
const LONGEST_LOG_DELAY_MS = 50;
