import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openGguf } from '../gguf/open-gguf.ts';
import { elementCount } from '../gguf/tensor-types.ts';
import { quantiseModel } from '../quantise/quantise-model.ts';

/** Beyond it llama.cpp would read the twin from the disk again for every token of a usual host. */
const MOST_BYTES = 8 * 2 ** 30;
/** Left on the disk beside a twin. */
const SPARE_BYTES = 1 << 30;

/** Why no twin of a model is written beside `path`, or null where one is. */
export async function whyNoTwin(source: string, path: string): Promise<string | null> {
  const gguf = await openGguf(source);
  const bytes = 4 * gguf.tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0);
  await gguf.close();
  if (bytes > MOST_BYTES)
    return `its weights in single precision take ${gibibytes(bytes)}, more than a run here`;
  const { bavail, bsize } = await statfs(dirname(path));
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return null;
  return `its weights in single precision take ${gibibytes(bytes)}, and ${gibibytes(free)} are free`;
}

/** Writes the same weights in single precision: what is compared with it then is arithmetic, and not quantisation. */
export const writeTwin = async (source: string, path: string): Promise<void> =>
  void (await quantiseModel(source, path, 'F32'));

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
