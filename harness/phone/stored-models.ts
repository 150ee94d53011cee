import type { Documents } from './afc/documents.ts';
import type { RemovedModel } from './phone.ts';

/** Where models lie in the app's Documents. */
const MODELS = 'models';
/** A model, its small manifest and parts of it begin with its hash; a model of several files is a folder of that name. */
const OF_MODEL = /^([0-9a-f]{64})(\.gguf.*)?$/;

/** A model on the phone with all that belongs to it. */
export interface StoredModel extends RemovedModel {
  readonly files: readonly string[];
  /** Of a model of several files; it is empty once they are gone. */
  readonly folder: string | null;
  /** When it was pushed, or found to be there already, by the phone's clock, ms since 1970. */
  readonly lastUsedMs: number;
}

/** The models in this app's own Documents, the one that was used least recently first. */
export async function storedModels(documents: Documents): Promise<StoredModel[]> {
  const entries = new Map<string, string[]>();
  for (const name of await documents.list(MODELS).catch(() => [])) {
    const sha256 = OF_MODEL.exec(name)?.[1];
    if (sha256 !== undefined) entries.set(sha256, [...(entries.get(sha256) ?? []), `${MODELS}/${name}`]);
  }
  const models: StoredModel[] = [];
  for (const [sha256, paths] of entries) models.push(await storedModel(documents, sha256, paths));
  return models.sort((a, b) => a.lastUsedMs - b.lastUsedMs);
}

async function storedModel(
  documents: Documents,
  sha256: string,
  paths: readonly string[],
): Promise<StoredModel> {
  const folder = paths.find((path) => !path.includes('.gguf')) ?? null;
  const inFolder = folder === null ? [] : await documents.list(folder);
  const files = [...paths.filter((path) => path !== folder), ...inFolder.map((name) => `${folder}/${name}`)];
  let [sizeBytes, lastUsedMs] = [0, 0];
  for (const path of files) {
    sizeBytes += (await documents.sizeOf(path)) ?? 0;
    lastUsedMs = Math.max(lastUsedMs, (await documents.modifiedMs(path)) ?? 0);
  }
  return { sha256, files, folder, sizeBytes, lastUsedMs };
}

/** Removes a model from the phone; nothing else there is touched. */
export async function removeModel(documents: Documents, { files, folder }: StoredModel): Promise<void> {
  for (const path of files) await documents.remove(path);
  if (folder !== null) await documents.remove(folder);
}
