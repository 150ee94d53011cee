import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { launchFolder } from '../protocol/plan-file.ts';
import type { Documents } from './afc/documents.ts';

/** Removes the folders of these launches with all that lies in them; what is not there is passed over. */
export async function removeLaunches(documents: Documents, launches: readonly string[]): Promise<void> {
  for (const folder of launches.map(launchFolder)) {
    for (const name of await namesIn(documents, folder)) await documents.remove(`${folder}/${name}`);
    await unlessMissing(documents.remove(folder));
  }
}

const namesIn = async (documents: Documents, folder: string): Promise<readonly string[]> =>
  (await unlessMissing(documents.list(folder))) ?? [];

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HeatsoakError && error.code === 'AFC_NOT_FOUND') return null;
    throw error;
  }
}
