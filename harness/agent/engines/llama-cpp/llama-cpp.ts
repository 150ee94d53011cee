import { HeatsoakError, messageOf } from '../../../protocol/error.ts';
import type { EngineSettings } from '../../../protocol/plan-file.ts';
import type { Engine, LoadedModel } from '../../ports.ts';
import { chatText } from '../chat-text.ts';
import { tooLong } from '../too-long.ts';
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
  options: LlamaCppOptions = {},
): Promise<Engine> {
  const { getLlama, LlamaLogLevel } = await importEngine();
  const llama = await getLlama({
    gpu: settings.backend === 'cpu' ? false : 'auto',
    build: 'never',
    maxThreads: settings.threads,
    logLevel: LlamaLogLevel.error,
    logger: () => undefined,
  });
  return {
    name: 'llama.cpp',
    version: llama.llamaCppRelease.release,
    load: (modelPath, loadSettings) => loadModel(llama, modelPath, loadSettings, options),
    close: () => llama.dispose(),
  };
}

async function importEngine(): Promise<NodeLlamaCpp> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    throw new HeatsoakError('ENGINE_MISSING', `llama.cpp cannot be loaded: ${messageOf(cause)}`, {
      kind: 'host',
      hint: 'npm install node-llama-cpp; it needs no compiler',
      cause,
    });
  }
}

type Llama = Awaited<ReturnType<NodeLlamaCpp['getLlama']>>;

async function loadModel(
  llama: Llama,
  modelPath: string,
  settings: EngineSettings,
  { cache = 'F16' }: LlamaCppOptions,
): Promise<LoadedModel> {
  const model = await llama.loadModel({ modelPath });
  // Both sides of a comparison get exactly these; the defaults depend on the host.
  const context = await model.createContext({
    contextSize: settings.contextTokens,
    batchSize: settings.batchTokens,
    flashAttention: settings.flashAttention,
    threads: { ideal: settings.threads, min: settings.threads },
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
  });
  const sequence = context.getSequence();
  const vocabularySize = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
  return {
    backend: llama.gpu === false ? 'cpu' : llama.gpu,
    vocabularySize,
    tokenizeChat: (text) => model.tokenize(chatText(text), true),
    async *generate(promptIds, count) {
      if (promptIds.length + count > settings.contextTokens) throw tooLong(promptIds.length, count, settings);
      const evaluation = sequence.evaluate(promptIds as never[], { temperature: 0, yieldEogToken: true });
      for (let left = count; left > 0; left--) {
        const { value, done } = await evaluation.next();
        if (done || value === undefined) break;
        yield value;
      }
      await evaluation.return();
    },
    score: (ids) => scoreIds(sequence, ids, vocabularySize),
    // The cache is emptied before each trial, and nothing else fills it.
    cachedTokens: () => 0,
    clear: () => sequence.clearHistory(),
    stats: async () => null,
    async close() {
      await context.dispose();
      await model.dispose();
    },
  };
}
