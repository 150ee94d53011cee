import { access } from 'node:fs/promises';
import { refuseDoubledToken } from '../../models/gguf/doubled-token.ts';
import { textOf } from '../../models/gguf/metadata.ts';
import { type GgufFile, readGguf } from '../../models/gguf/read-gguf.ts';
import { isSized, shapeOf } from '../../models/inspect/shape.ts';
import { cacheBytes, stateBytes } from '../../models/memory/cache-bytes.ts';
import { decoderFacts } from '../../models/memory/decoder-facts.ts';
import type { ReferenceModel } from '../calibrate/reference-model.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { sha256OfFile } from '../files/digest.ts';

/**
 * Checks the whole header and that the data is all there, before any process starts.
 * @throws HeatsoakError `MODEL_MISSING`, `GGUF_TRUNCATED`, `GGUF_INVALID` or `VOCABULARY_TWICE`
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
  refuseDoubledToken(gguf.metadata, path);
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
function kvCacheBytes({ metadata, tensors }: GgufFile, contextTokens: number): number | null {
  const architecture = textOf(metadata, 'general.architecture') ?? '';
  const shape = shapeOf(metadata, architecture, tensors);
  if (!shape || !isSized(shape)) return null;
  const facts = decoderFacts(metadata, architecture, shape);
  const settings = { context: contextTokens, keyValueType: 'f16', flashAttention: true } as const;
  return cacheBytes(facts, settings) + stateBytes(facts);
}
