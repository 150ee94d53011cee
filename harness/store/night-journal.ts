import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type NightEvent, nightEvent } from '../history/nightly/night-event.ts';
import { appendJsonLines, readJsonLines } from './json-lines.ts';

/** `.nights/<night>.jsonl` beside the run folders: what each night did. A night that was killed is gone on with by it. */
const FOLDER = '.nights';

/** Adds what was done; it is on disk when this returns. @throws HeatsoakError `FILE_UNWRITABLE` */
export const appendNight = (runs: string, night: string, event: NightEvent): Promise<void> =>
  appendJsonLines(join(runs, FOLDER, `${night}.jsonl`), [event]);

/** What a night did, oldest first; a line that is torn or unknown is left out, and what it told is done again. */
export async function readNight(runs: string, night: string): Promise<readonly NightEvent[]> {
  const path = join(runs, FOLDER, `${night}.jsonl`);
  return (await readJsonLines(path, (value) => nightEvent.safeParse(value).data ?? null)).records;
}

/** The newest night by its name; null where there was none. */
export async function newestNight(runs: string): Promise<string | null> {
  const names = await readdir(join(runs, FOLDER)).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .at(-1);
  return newest?.replace(/\.jsonl$/, '') ?? null;
}
