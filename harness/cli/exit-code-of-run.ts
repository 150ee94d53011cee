import type { Derived } from '../judge/derive.ts';
import { causeOfLosses, onlyPhonesLost } from '../judge/lost-phones.ts';
import { variantRows } from '../judge/variants.ts';
import { exitCodeOfError, exitCodeOfVerdict } from '../terminal/exit-code.ts';

/** Variants ask for no verdict: measured is 0. */
export function exitCodeOfRun({ verdict, measurement }: Pick<Derived, 'verdict' | 'measurement'>): number {
  const isMeasured =
    measurement.manifest.kind === 'variants' &&
    variantRows(measurement).some((row) => row.decodeRate !== null);
  if (isMeasured) return 0;
  if (onlyPhonesLost(verdict, measurement.caveats))
    return exitCodeOfError[causeOfLosses(measurement.manifest, measurement.caveats)];
  return exitCodeOfVerdict[measurement.manifest.kind === 'variants' ? 'INVALID' : verdict.verdict];
}
