import { join } from 'node:path';
import { mostBytes, readUserFile } from '../../files/read-user-file.ts';
import type { LaunchFiles } from '../../protocol/rules/checked-launch.ts';

/** What a launch left in its folder; null where there is no log. */
export async function readLaunch(
  folder: string,
  vocabularySize: number | null = null,
): Promise<LaunchFiles | null> {
  const read = (name: string): Promise<string | null> => readIfThere(join(folder, name));
  const events = await read('events.jsonl');
  if (events === null) return null;
  return { plan: await read('plan.json'), events, status: await read('status.json'), vocabularySize };
}

/** A file's text; null where there is no such file. @throws HeatsoakError for one that is too large, or none of the kind */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readUserFile(path, mostBytes.log)).toString('utf8');
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
