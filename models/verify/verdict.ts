import type { Verdict } from '../conversion.ts';
import type { Storage, TwinComparison } from './conversion-gate.ts';
import { percent, type Verification } from './verification.ts';

/** A comparison with the twin as the report of a conversion shows it. */
export function verdictOf(found: TwinComparison, storage: Storage, failures: readonly string[]): Verdict {
  const { reference, target, positions, cosine, maxAbsError, topOneShare, greedyPrefix, meanKl } = found;
  const runner = ({ file, engine, version }: Verification['reference']): string =>
    `${engine} ${version}, ${file}`;
  const off = `largest error ${maxAbsError?.toExponential(1)}, ${meanKl?.toExponential(1)} nats apart`;
  const numbers = `${off}, likeliest token the same in ${percent(topOneShare)}, after ${positions} forced tokens`;
  return {
    agreement: {
      reference: runner(reference),
      target: runner(target),
      positions,
      cosine,
      maxAbsError,
      topOneShare,
      greedyPrefix,
    },
    checks: [
      {
        name: `agreement with the source in single precision (${storage})`,
        outcome: failures.length === 0 ? 'passed' : 'failed',
        detail: failures.length === 0 ? numbers : failures.join('; '),
      },
    ],
  };
}
