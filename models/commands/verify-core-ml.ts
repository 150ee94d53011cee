import { skippedAgreement, type Verdict } from '../conversion.ts';
import type { PackageFacts } from '../coreml/convert-to-coreml.ts';
import { VERIFY_CONTEXT_TOKENS } from '../verify/verify-models.ts';
import { openScoredPackage, whyNotRun } from './open-scored-package.ts';
import { besideTwin } from './verify-conversion.ts';

/**
 * Runs a written package in our interpreter beside llama.cpp on the source's weights in single precision. The interpreter
 * rounds nothing but the weights: what differs is what was written.
 */
export async function verifyCoreMl(
  source: string,
  folder: string,
  { contextTokens, storage }: PackageFacts,
): Promise<Verdict> {
  const reason = await whyNotRun(folder, VERIFY_CONTEXT_TOKENS);
  if (reason !== null) return skippedAgreement(reason);
  return besideTwin(source, folder, storage === 'exact' ? 'half' : 'rounded', {
    context: contextTokens,
    openTarget: () => openScoredPackage(folder, source, VERIFY_CONTEXT_TOKENS, 'none'),
  });
}
