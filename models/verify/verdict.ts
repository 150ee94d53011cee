import type { Verdict } from '../conversion.ts';
import { percent, type Verification } from '../verify/verification.ts';

/** A verification as the report of a conversion shows it. */
export function verdictOf(found: Verification): Verdict {
  const { reference, target, gate, positions, cosine, maxAbsError, topOneShare, greedyPrefix } = found;
  const runner = ({ file, engine, version }: Verification['reference']): string =>
    `${engine} ${version}, ${file}`;
  const numbers = `cosine ${cosine?.toFixed(6) ?? 'not a number'}, likeliest token the same in ${percent(topOneShare)}`;
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
        name: `agreement with the source (${gate.name})`,
        outcome: gate.passed ? 'passed' : 'failed',
        detail: gate.passed ? `${numbers}, after ${positions} forced tokens` : gate.failures.join('; '),
      },
    ],
  };
}
