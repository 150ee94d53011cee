import { extname } from 'node:path';
import { readGguf } from './gguf/read-gguf.ts';

/** What a model file says it is, such as `GGUF, mostly Q4_K`; the ending alone where the file is not read. */
export async function formatOf(path: string): Promise<string> {
  const ending = extname(path).slice(1).toUpperCase() || 'unknown';
  if (ending !== 'GGUF') return ending;
  const bytes = new Map<string, number>();
  for (const tensor of (await readGguf(path)).tensors)
    bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + tensor.bytes);
  const [heaviest] = [...bytes].sort((a, b) => b[1] - a[1]);
  return heaviest ? `GGUF, ${bytes.size > 1 ? 'mostly ' : ''}${heaviest[0]}` : 'GGUF';
}
