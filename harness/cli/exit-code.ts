import { variantRows } from '../measure/variants.ts';
import type { ErrorKind } from '../protocol/error.ts';
import type { Derived } from '../run/derive.ts';

/** The verdict is the exit code; facts for CI, so these numbers never change. */
export const exitCodeOfVerdict = { GO: 0, 'NO-GO': 1, INCONCLUSIVE: 3, INVALID: 4 } as const;

/** Variants ask for no verdict: measured is 0. */
export function exitCodeOfRun({ verdict, measurement }: Pick<Derived, 'verdict' | 'measurement'>): number {
  if (measurement.manifest.kind !== 'variants') return exitCodeOfVerdict[verdict.verdict];
  return variantRows(measurement).some((row) => row.decodeRate !== null) ? 0 : exitCodeOfVerdict.INVALID;
}

export const exitCodeOfError: Record<ErrorKind, number> = {
  usage: 2,
  device: 4,
  /** Nothing may be concluded, as for INVALID. */
  incomparable: 4,
  install: 5,
  host: 6,
  internal: 70,
};

export const INTERRUPTED = 130;
