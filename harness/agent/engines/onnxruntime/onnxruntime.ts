/// <reference path="./onnxruntime-node.d.ts" />
import { dirname } from 'node:path';
import { contextPlaces } from '../../../../models/onnx/context-places.ts';
import { refuseIrregularModel } from '../../../../models/open-model.ts';
import { readTokenizer, type Tokenizer } from '../../../../models/tokenizer/read-tokenizer.ts';
import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineSettings } from '../../../protocol/plan-file.ts';
import type { Engine, LoadedModel } from '../../ports.ts';
import { beginning } from '../beginning.ts';
import { tooLong } from '../too-long.ts';
import { DecoderSession } from './decoder-session.ts';
import { largestAt, logProbabilities } from './logits.ts';

type OnnxRuntime = typeof import('onnxruntime-common');

/**
 * ONNX Runtime through onnxruntime-node's prebuilt libraries; loaded only when it is used. Only its CPU provider is asked
 * for, so that every node runs there: CoreML's does not support the operators that hold the weights.
 */
export async function onnxRuntimeEngine(settings: EngineSettings): Promise<Engine> {
  if (settings.backend === 'metal') {
    throw new HeatsoakError('ENGINE_BACKEND', 'onnxruntime runs these models on the CPU only, not on metal', {
      hint: 'set engine.backend to cpu or auto',
    });
  }
  const ort = await importEngine();
  ort.env.logLevel = 'fatal';
  return {
    name: 'onnxruntime',
    version: ort.env.versions.node ?? ort.env.versions.common,
    load: (modelPath, loadSettings) => loadModel(ort, modelPath, loadSettings),
    close: async () => undefined,
  };
}

async function importEngine(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new HeatsoakError('ENGINE_MISSING', `onnxruntime cannot be loaded: ${messageOf(cause)}`, {
      hint: 'npm install --ignore-scripts onnxruntime-node@1.30.0; it needs no compiler',
      cause,
    });
  }
}

async function loadModel(
  ort: OnnxRuntime,
  modelPath: string,
  settings: EngineSettings,
): Promise<LoadedModel> {
  await refuseIrregularModel(modelPath);
  const session = await createSession(ort, modelPath, settings);
  const decoder = await decoderOf(ort, session, modelPath);
  const tokenizer = await readTokenizer(dirname(modelPath)).catch(asLater);
  const { vocabularySize } = decoder;
  const room = Math.min(settings.contextTokens, await contextPlaces(modelPath));
  /** Ids at the beginning of the next prompt that are in the cache. */
  let kept = 0;
  const clear = (): void => {
    kept = 0;
    decoder.clear();
  };
  return {
    backend: 'cpu',
    vocabularySize,
    tokenize: (text, addBos) => {
      const ids = tokenizer.encode(text);
      return [...beginning(addBos, tokenizer.bos, modelPath), ...ids];
    },
    async *generate(promptIds, count) {
      if (promptIds.length + count > room) throw tooLong(promptIds.length, count, room);
      let logits = await decoder.lastRow(promptIds.slice(kept), settings.batchTokens);
      for (let left = count; left > 0; left--) {
        const id = largestAt(logits);
        yield id;
        if (left > 1) logits = await decoder.lastRow([id], 1);
      }
    },
    async score(ids) {
      if (ids.length > room) throw tooLong(ids.length, 0, room);
      clear();
      const rows: Float32Array[] = [];
      for (let at = 0; at < ids.length; at += settings.batchTokens) {
        const logits = await decoder.step(ids.slice(at, at + settings.batchTokens));
        for (let row = 0; row < logits.length; row += vocabularySize)
          rows.push(logProbabilities(logits.subarray(row, row + vocabularySize)));
      }
      return rows;
    },
    async reuse(ids) {
      if (!decoder.isContinuedBy(ids)) decoder.clear();
      kept = decoder.cachedIds;
      return kept;
    },
    // The cache is emptied before each trial but the turns of a conversation, and nothing else fills it.
    cachedTokens: () => kept,
    clear: async () => clear(),
    stats: async () => null,
    async close() {
      decoder.clear();
      await session.release();
    },
  };
}

type Session = Awaited<ReturnType<OnnxRuntime['InferenceSession']['create']>>;

async function createSession(
  ort: OnnxRuntime,
  modelPath: string,
  settings: EngineSettings,
): Promise<Session> {
  try {
    return await ort.InferenceSession.create(modelPath, {
      executionProviders: ['cpu'],
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Errors are thrown; the library would print them too.
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw new HeatsoakError('MODEL_UNLOADABLE', `onnxruntime cannot load ${modelPath}: ${messageOf(cause)}`, {
      where: modelPath,
      hint: 'the reason is what onnxruntime said; heatsoak model inspect says whether the file and its weights are whole',
      cause,
    });
  }
}

/** A graph that is no decoder gives its memory back at once. */
async function decoderOf(ort: OnnxRuntime, session: Session, modelPath: string): Promise<DecoderSession> {
  try {
    return new DecoderSession(ort.Tensor, session, modelPath);
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Synthetic prompts need no tokenizer, so its absence is reported only when a text has to be read. */
function asLater(error: unknown): Tokenizer {
  return {
    bos: null,
    encode() {
      throw error;
    },
  };
}
