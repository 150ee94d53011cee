import { resolve } from 'node:path';
import { type Derived, deriveLogs } from '../judge/derive.ts';
import { readRun } from '../store/run-folder.ts';

/**
 * Reads a run folder's logs and redoes samples, metrics, comparisons and verdict; needs no phone, writes nothing.
 * @throws HeatsoakError `RUN_UNREADABLE`, `RUN_NEWER` or `UNKNOWN_PROTOCOL_VERSION`
 */
export async function derive(folder: string): Promise<Derived> {
  return deriveLogs(await readRun(resolve(folder)));
}
