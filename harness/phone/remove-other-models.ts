import type { Documents } from './afc/documents.ts';
import type { RemovedModel } from './phone.ts';

/** Where models lie in the app's Documents. */
const MODELS = 'models';
/** A model, its small manifest and parts of it begin with its hash; a model of several files is a folder of that name. */
const OF_MODEL = /^([0-9a-f]{64})(\.gguf.*)?$/;
/** More than any phone holds; it bounds a list that never ends. */
const MOST_REMOVED = 100;

/**
 * Removes models of other builds that earlier runs left in this app's own Documents; nothing else there is touched.
 * @param keep SHA-256 of models that stay
 * @returns how many were removed
 */
export async function removeOtherModels(
  documents: Documents,
  keep: readonly string[],
  onRemoved: (model: RemovedModel) => Promise<void>,
): Promise<number> {
  const others = new Map<string, string[]>();
  for (const name of await documents.list(MODELS)) {
    const sha256 = OF_MODEL.exec(name)?.[1];
    if (sha256 === undefined || keep.includes(sha256)) continue;
    others.set(sha256, [...(others.get(sha256) ?? []), `${MODELS}/${name}`]);
  }
  const removed = [...others].slice(0, MOST_REMOVED);
  for (const [sha256, paths] of removed) {
    let sizeBytes = 0;
    for (const path of paths) sizeBytes += await removeOne(documents, path);
    await onRemoved({ sha256, sizeBytes });
  }
  return removed.length;
}

/** A file, or a folder of files. @returns the bytes that became free */
async function removeOne(documents: Documents, path: string): Promise<number> {
  const isFile = path.includes('.gguf');
  if (isFile) return removeFile(documents, path);
  let bytes = 0;
  for (const name of await documents.list(path)) bytes += await removeFile(documents, `${path}/${name}`);
  await documents.remove(path);
  return bytes;
}

async function removeFile(documents: Documents, path: string): Promise<number> {
  const size = await documents.sizeOf(path);
  if (size !== null) await documents.remove(path);
  return size ?? 0;
}
