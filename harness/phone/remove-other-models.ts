import type { Documents } from './afc/documents.ts';
import type { RemovedModel } from './phone.ts';

/** Where models lie in the app's Documents: `<sha256>.gguf`, or a folder of that name; beside a file stands `….json`. */
const MODELS = 'models';
const MODEL_NAME = /^([0-9a-f]{64})(\.gguf)?$/;
/** Nobody keeps more on one phone; a list that never ends must not keep a run. */
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
  const others = (await documents.list(MODELS)).filter((name) => {
    const sha256 = MODEL_NAME.exec(name)?.[1];
    return sha256 !== undefined && !keep.includes(sha256);
  });
  for (const name of others.slice(0, MOST_REMOVED)) {
    const sizeBytes = await removeModel(documents, name);
    await onRemoved({ sha256: name.slice(0, 64), sizeBytes });
  }
  return Math.min(others.length, MOST_REMOVED);
}

/** @returns the bytes that became free */
async function removeModel(documents: Documents, name: string): Promise<number> {
  const path = `${MODELS}/${name}`;
  const isFile = name.endsWith('.gguf');
  const files = isFile
    ? [path, `${path}.json`]
    : (await documents.list(path)).map((each) => `${path}/${each}`);
  let bytes = 0;
  for (const file of files) {
    const size = await documents.sizeOf(file);
    if (size === null) continue;
    bytes += size;
    await documents.remove(file);
  }
  if (!isFile) await documents.remove(path);
  return bytes;
}
