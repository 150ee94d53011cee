import { basename } from 'node:path';
import { llamaCppEngine } from '../../harness/agent/engines/llama-cpp/llama-cpp.ts';
import { onnxRuntimeEngine } from '../../harness/agent/engines/onnxruntime/onnxruntime.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { engineSettings } from '../../harness/protocol/plan-file.ts';
import { refuseDoubledToken } from '../gguf/doubled-token.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { readOnnx } from '../onnx/read-onnx.ts';
import { refuseFolder } from '../open-model.ts';
import { refuseLaterShard } from '../supply/shards/refuse-shard.ts';
import type { ScoredModel } from '../verify/verify-models.ts';

/**
 * Loads a model to be compared, on the CPU, with the engine that its extension names; keys and values are kept in single
 * precision, so that what differs are the models.
 * @throws HeatsoakError `MODEL_KIND` for other extensions, what `readGguf` and `readOnnx` say of a file, and what the engines throw
 */
export async function openScoredModel(
  path: string,
  contextTokens: number,
  threads: number,
  batchTokens?: number,
): Promise<ScoredModel> {
  const name = path.endsWith('.onnx') ? 'onnxruntime' : 'llama.cpp';
  await refuseFolder(path);
  if (name === 'llama.cpp' && !path.endsWith('.gguf')) throw unknownKind(path);
  if (name === 'llama.cpp') await refuseUnloadable(path);
  const settings = engineSettings.parse({ name, backend: 'cpu', contextTokens, threads, batchTokens });
  const engine =
    name === 'onnxruntime'
      ? await onnxRuntimeEngine(settings)
      : await llamaCppEngine(settings, { cache: 'F32' });
  const model = await engine.load(path, settings).catch(async (error: unknown) => {
    await engine.close();
    // What inspect says of the file is clearer than an engine's own words.
    if (name === 'onnxruntime') await readOnnx(path);
    throw error;
  });
  return {
    ...model,
    runner: { file: basename(path), engine: engine.name, version: engine.version, backend: model.backend },
    async close() {
      await model.close();
      await engine.close();
    },
  };
}

/** What llama.cpp would abort on. @throws HeatsoakError `VOCABULARY_TWICE`, `MODEL_SPLIT` */
async function refuseUnloadable(path: string): Promise<void> {
  const { metadata } = await readGguf(path);
  refuseLaterShard({ path, metadata });
  refuseDoubledToken(metadata, path);
}

/** Opens a model as `openScoredModel` does. */
export type OpenScored = typeof openScoredModel;

const unknownKind = (path: string): HeatsoakError =>
  new HeatsoakError('MODEL_KIND', `${path}: only .gguf and .onnx models can be run here`, {
    where: path,
    hint: 'name a GGUF file or the .onnx file of a converted model',
  });
