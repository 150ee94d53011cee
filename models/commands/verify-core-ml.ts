import { skippedAgreement, type Verdict } from '../conversion.ts';
import { verdictOf } from '../onnx/verdict.ts';
import { SAMPLE_TEXT } from '../verify/sample-text.ts';
import { VERIFY_CONTEXT_TOKENS, verifyModels } from '../verify/verify-models.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { openScoredModel } from './open-scored-model.ts';
import { openScoredPackage, whyNotRun } from './open-scored-package.ts';

/**
 * Runs a written package in our interpreter beside its source in llama.cpp. The gate is the loose one: llama.cpp rounds
 * activations to eight bits, so that even a perfect conversion does not give its logits to the last digit.
 */
export async function verifyCoreMl(source: string, folder: string, contextTokens: number): Promise<Verdict> {
  const reason = await whyNotRun(folder, VERIFY_CONTEXT_TOKENS);
  if (reason !== null) return skippedAgreement(reason);
  const verification = await verifyModels(
    () => openScoredModel(source, contextTokens, 1),
    () => openScoredPackage(folder, source, VERIFY_CONTEXT_TOKENS),
    { text: SAMPLE_TEXT, gate: 'loose', prompts: await verifyPrompts(source) },
  );
  return verdictOf(verification);
}
