import { comparePair, type RunPair, runPair } from '../judge/compare-runs.ts';
import type { ComparedRuns } from '../judge/compared-runs-document.ts';
import { derive } from './derive.ts';

/** Derives both runs; refuses nothing yet. */
export async function readRunPair(pathA: string, pathB: string): Promise<RunPair> {
  const [a, b] = await Promise.all([derive(pathA), derive(pathB)]);
  return runPair(a, b);
}

/** The candidates of two runs, cell by cell. @throws HeatsoakError of kind incomparable, see `mustBeComparable` */
export async function compareRuns(a: string, b: string): Promise<ComparedRuns> {
  return comparePair(await readRunPair(a, b));
}
