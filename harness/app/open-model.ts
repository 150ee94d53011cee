import { access } from 'node:fs/promises';
import { textOf } from '../../models/gguf/metadata.ts';
import { type GgufFile, readGguf } from '../../models/gguf/read-gguf.ts';
import { keyValueBytes } from '../../models/inspect/memory.ts';
import { shapeOf } from '../../models/inspect/shape.ts';
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

/** Null when the header lacks the shape. */
function kvCacheBytes({ metadata }: GgufFile, contextTokens: number): number | null {
  const shape = shapeOf(metadata, textOf(metadata, 'general.architecture') ?? '');
  return shape && keyValueBytes(shape, contextTokens, 'f16');
}
