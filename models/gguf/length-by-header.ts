import { openModel, readAt } from '../open-model.ts';
import { endOfTensors } from './after-last-tensor.ts';
import { parseGguf } from './read-gguf.ts';

/** Headers of vocabularies of a quarter of a million words have about 10 MB. */
const MOST_HEADER = 64 << 20;

/** How long a GGUF file will be, by the header at its start; null while that is not whole, and for other files. */
export async function lengthByHeader(path: string): Promise<number | null> {
  const handle = await openModel(path).catch(() => null);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, MOST_HEADER));
    await readAt(handle, bytes, 0, path);
    return endOfTensors(parseGguf(bytes, Number.MAX_SAFE_INTEGER));
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
