import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { skippedAgreement, type Verdict } from '../conversion.ts';
import { verdictOf } from '../onnx/verdict.ts';
import { SAMPLE_TEXT } from '../verify/sample-text.ts';
import { VERIFY_CONTEXT_TOKENS, verifyModels } from '../verify/verify-models.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { openScoredModel } from './open-scored-model.ts';
import { tooShort } from './too-short.ts';

/**
 * Runs a written model beside its source. The gate is the loose one: llama.cpp computes with quantised, or half-precision,
 * activations, so that even a perfect conversion does not give its logits to the last digit.
 */
export async function verifyConversion(
  source: string,
  target: string,
  contextTokens: number,
  places: number,
): Promise<Verdict> {
  if (places < VERIFY_CONTEXT_TOKENS) return skippedAgreement(tooShort(places));
  const context = Math.max(VERIFY_CONTEXT_TOKENS, contextTokens);
  try {
    const verification = await verifyModels(
      () => openScoredModel(source, context, 1),
      () => openScoredModel(target, context, 1),
      { text: SAMPLE_TEXT, gate: 'loose', prompts: await verifyPrompts(source) },
    );
    return verdictOf(verification);
  } catch (error) {
    // onnxruntime is installed on demand; the written model is as good without it, only unproved.
    if (!(error instanceof HeatsoakError && error.code === 'ENGINE_MISSING')) throw error;
    return skippedAgreement(`onnxruntime-node is not installed (${error.hint})`);
  }
}
