import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { openGguf } from '../gguf/open-gguf.ts';
import { elementCount } from '../gguf/tensor-types.ts';
import { quantiseModel } from '../quantise/quantise-model.ts';

/** Of the host's memory; with more llama.cpp would read the twin from the disk again for every token. */
const MOST_SHARE = 0.6;
/** Left on the disk beside a twin. */
const SPARE_BYTES = 1 << 30;

/**
 * Why no twin of a model is written beside `path`, and what compares it then; null where one is.
 * @param memoryBytes of this host
 */
export async function whyNoTwin(
  source: string,
  path: string,
  memoryBytes: number = totalmem(),
): Promise<string | null> {
  const gguf = await openGguf(source);
  const bytes = 4 * gguf.tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0);
  await gguf.close();
  if (bytes > MOST_SHARE * memoryBytes)
    return `its weights in single precision take ${gibibytes(bytes)}, too much for the ${gibibytes(memoryBytes)} of memory here: convert it on a host with more, or run heatsoak model verify, which compares it with the source as llama.cpp rounds it`;
  const { bavail, bsize } = await statfs(dirname(path));
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return null;
  return `its weights in single precision take ${gibibytes(bytes)}, and ${gibibytes(free)} are free: make room, or give a target on another disk`;
}

/** Writes the same weights in single precision: what is compared with it then is arithmetic, and not quantisation. */
export const writeTwin = async (source: string, path: string): Promise<void> =>
  void (await quantiseModel(source, path, 'F32'));

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
