import type { FileHandle } from 'node:fs/promises';
import { openModel } from '../open-model.ts';
import { GGUF_MAGIC } from './gguf-types.ts';
import type { GgufFile } from './read-gguf.ts';

/** Where the last tensor ends; padding may follow it. */
export function endOfTensors({ tensors, dataStart }: GgufFile): number {
  const last = tensors.at(-1);
  return last ? dataStart + last.offset + last.bytes : dataStart;
}

/** Writers pad to the alignment, which few make larger. */
const MOST_PADDING = 4096;

/**
 * Where another GGUF file begins right after the last tensor, as in files that were put behind one another; null where none does.
 * llama.cpp and we read only the first of them.
 * @throws HeatsoakError `MODEL_MISSING`
 */
export async function nextFileAt(path: string, file: GgufFile): Promise<number | null> {
  const end = endOfTensors(file);
  if (file.sizeBytes <= end) return null;
  const handle = await openModel(path);
  try {
    return await magicBehindZeros(handle, end);
  } finally {
    await handle.close();
  }
}

async function magicBehindZeros(handle: FileHandle, end: number): Promise<number | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_PADDING), 0, MOST_PADDING, end);
  const first = buffer.subarray(0, bytesRead).findIndex((byte) => byte !== 0);
  if (first < 0) return null;
  return buffer.toString('latin1', first, first + GGUF_MAGIC.length) === GGUF_MAGIC ? end + first : null;
}

/** What files behind one another are, as a sentence for people; `shards`: of how many the first says to be one, or 1. */
export const behindOneAnother = (at: number, shards: number): string =>
  `${ANOTHER} begins at byte ${at}, right after the last tensor, and is not read: ${
    shards > 1
      ? 'shards are put together with heatsoak model join, not one behind another'
      : 'take the first alone, or fetch the model again'
  }`;
const ANOTHER = 'another GGUF file';

export const bytesBehind = (bytes: number): string => `${bytes} bytes follow the last tensor`;

/** Whether a finding says that the file is more than one whole model. */
export const isOfMore = (finding: string): boolean =>
  finding.startsWith(ANOTHER) || /^\d+ bytes follow the last tensor$/.test(finding);
