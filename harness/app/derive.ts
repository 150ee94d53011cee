import { type Derived, deriveLogs } from '../judge/derive.ts';
import { readRun } from '../store/run-folder.ts';

/** Reads a run's logs and redoes samples, metrics, comparisons and verdict. */
export async function derive(path: string): Promise<Derived> {
  return deriveLogs(await readRun(path));
}
