import { skippedAgreement, type Verdict } from '../../model/conversion.ts';
import { inspectPackage } from '../../model/coreml/inspect-package.ts';
import { SAMPLE_TEXT } from '../../model/verify/sample-text.ts';
import type { Verification } from '../../model/verify/verification.ts';
import { VERIFY_CONTEXT_TOKENS, verifyModels } from '../../model/verify/verify-models.ts';
import { openScoredModel } from './open-scored-model.ts';
import { openScoredPackage } from './open-scored-package.ts';

/** Beyond it our interpreter takes minutes and gigabytes. */
const MOST_PARAMETERS = 50_000_000;

/**
 * Runs a written package in our interpreter beside its source in llama.cpp. The gate is the loose one: llama.cpp rounds
 * activations to eight bits, so that even a perfect conversion does not give its logits to the last digit.
 */
export async function verifyCoreMl(source: string, folder: string, contextTokens: number): Promise<Verdict> {
  const { parameters } = await inspectPackage(folder);
  if (parameters > MOST_PARAMETERS)
    return skippedAgreement(
      `${parameters} parameters are too many for our interpreter; docs/guides/core-ml-on-a-mac.md says how a Mac does it`,
    );
  if (contextTokens < VERIFY_CONTEXT_TOKENS)
    return skippedAgreement(
      `a context of ${contextTokens} tokens is too short for the texts to compare, which need ${VERIFY_CONTEXT_TOKENS}`,
    );
  const verification = await verifyModels(
    () => openScoredModel(source, contextTokens, 1),
    () => openScoredPackage(folder, source, contextTokens),
    { text: SAMPLE_TEXT, gate: 'loose' },
  );
  return verdictOf(verification);
}

function verdictOf(found: Verification): Verdict {
  const { gate, positions, cosine, maxAbsError, topOneShare, greedyPrefix } = found;
  const runner = ({ engine, version, file }: Verification['reference']): string =>
    `${engine} ${version}, ${file}`;
  const numbers = `cosine ${cosine.toFixed(6)}, likeliest token the same in ${(100 * topOneShare).toFixed(1)} %, greedy ${greedyPrefix.equal} of ${greedyPrefix.of}`;
  return {
    agreement: {
      reference: runner(found.reference),
      target: runner(found.target),
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
