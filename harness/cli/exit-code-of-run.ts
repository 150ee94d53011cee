import type { Derived } from '../judge/derive.ts';
import { variantRows } from '../judge/variants.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';

/** Variants ask for no verdict: measured is 0. */
export function exitCodeOfRun({ verdict, measurement }: Pick<Derived, 'verdict' | 'measurement'>): number {
  if (measurement.manifest.kind !== 'variants') return exitCodeOfVerdict[verdict.verdict];
  return variantRows(measurement).some((row) => row.decodeRate !== null) ? 0 : exitCodeOfVerdict.INVALID;
}
