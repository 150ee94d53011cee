import { access } from 'node:fs/promises';
import { type GgufFile, readGguf } from '../../models/gguf/read-gguf.ts';
import type { ReferenceModel } from '../calibrate/reference-model.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { sha256OfFile } from '../files/digest.ts';

/**
 * Checks the whole header and that the data is all there, before any process starts.
 * @throws HeatsoakError `MODEL_MISSING`, `GGUF_TRUNCATED` or `GGUF_INVALID`
 */
export async function openModel(path: string): Promise<ReferenceModel> {
  await access(path).catch((cause) => {
    throw new HeatsoakError('MODEL_MISSING', `cannot read the model ${path}`, {
      where: path,
      hint: 'check --model',
      cause,
    });
  });
  const gguf = await readGguf(path);
  const digest = await sha256OfFile(path);
  return {
    path,
    ...digest,
    kvCacheBytes: (contextTokens) => kvCacheBytes(gguf, contextTokens),
    parameters: gguf.tensors.reduce(
      (sum, { dims }) => sum + dims.reduce((product, dim) => product * dim, 1),
      0,
    ),
    tensorBytes: gguf.tensors.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** llama.cpp pads a context to this many tokens. */
const CONTEXT_PADDING = 256;
const F16_BYTES = 2;

/** 2 · layers · context · key-value heads · head size · 2 bytes; null when the header lacks the shape. */
export function kvCacheBytes({ metadata }: Pick<GgufFile, 'metadata'>, contextTokens: number): number | null {
  const architecture = String(metadata.get('general.architecture')?.value ?? '');
  const value = (key: string): number | null => {
    const found = metadata.get(`${architecture}.${key}`)?.value;
    return typeof found === 'number' ? found : null;
  };
  const layers = value('block_count');
  const heads = value('attention.head_count');
  const embedding = value('embedding_length');
  if (layers === null || heads === null || embedding === null) return null;
  const keyValueHeads = value('attention.head_count_kv') ?? heads;
  const size = embedding / heads;
  const width =
    keyValueHeads * ((value('attention.key_length') ?? size) + (value('attention.value_length') ?? size));
  const context = Math.ceil(contextTokens / CONTEXT_PADDING) * CONTEXT_PADDING;
  return layers * context * width * F16_BYTES;
}
