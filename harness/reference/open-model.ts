import { access } from 'node:fs/promises';
import { sha256OfFile } from '../model/digest.ts';
import { type GgufFile, readGguf } from '../model/gguf/read-gguf.ts';
import { HeatsoakError } from '../protocol/error.ts';

/** A GGUF file that was checked, and the counts that llama-bench prints beside it. */
export interface ReferenceModel {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly gguf: GgufFile;
  /** Sum of the tensors' elements, llama.cpp's `n_params`. */
  readonly parameters: number;
  /** Sum of the tensors' bytes, llama.cpp's `model_size`. */
  readonly tensorBytes: number;
}

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
    gguf,
    parameters: gguf.tensors.reduce(
      (sum, { dims }) => sum + dims.reduce((product, dim) => product * dim, 1),
      0,
    ),
    tensorBytes: gguf.tensors.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
