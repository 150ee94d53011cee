import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { modelPath } from '../protocol/plan-file.ts';
import { AFC_CHUNK_BYTES, type Documents } from './afc/documents.ts';
import type { ModelArtefact, TransferProgress } from './phone.ts';

/**
 * Streams a model to `models/<sha256>.gguf` in flat memory: `.part`, then rename, then a small manifest.
 * Skips what is there; goes on where an earlier push of the same file was cut.
 */
export async function pushModel(
  documents: Documents,
  model: ModelArtefact,
  progress: TransferProgress,
): Promise<'pushed' | 'skipped'> {
  const path = modelPath(model.sha256);
  if (await isThere(documents, path, model)) return 'skipped';
  await documents.makeFolder(dirname(path));
  // The part's name holds the hash, so its bytes can only be of this file.
  const part = `${path}.part`;
  const held = (await documents.sizeOf(part)) ?? 0;
  const from = held <= model.sizeBytes ? held : 0;
  await streamFrom(documents, model, part, from, progress);
  await documents.rename(part, path);
  await documents.write(
    manifestPath(path),
    Buffer.from(JSON.stringify({ sha256: model.sha256, sizeBytes: model.sizeBytes })),
  );
  return 'pushed';
}

const manifestPath = (path: string): string => `${path}.json`;

async function isThere(documents: Documents, path: string, model: ModelArtefact): Promise<boolean> {
  if ((await documents.sizeOf(path)) !== model.sizeBytes) return false;
  const manifest = await documents.read(manifestPath(path));
  return manifest?.includes(model.sha256) ?? false;
}

async function streamFrom(
  documents: Documents,
  model: ModelArtefact,
  part: string,
  from: number,
  progress: TransferProgress,
): Promise<void> {
  const local = await open(model.path, 'r');
  try {
    const remote = await documents.open(part, from > 0 ? 'append' : 'replace');
    const chunk = Buffer.allocUnsafe(AFC_CHUNK_BYTES);
    for (let at = from; at < model.sizeBytes; ) {
      const { bytesRead } = await local.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      await remote.write(chunk.subarray(0, bytesRead));
      at += bytesRead;
      progress(at);
    }
    await remote.close();
  } finally {
    await local.close();
  }
}
