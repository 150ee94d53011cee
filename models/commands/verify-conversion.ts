import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { skippedAgreement, type Verdict } from '../conversion.ts';
import { rulesOfFolder } from '../prompts/folder-prompt-rules.ts';
import { conversionFailures, LOUDEST, type Storage, type TwinNoise } from '../verify/conversion-gate.ts';
import { SAMPLE_TEXT } from '../verify/sample-text.ts';
import { whyNoTwin, writeTwin } from '../verify/twin.ts';
import { verdictOf } from '../verify/verdict.ts';
import { type ScoredModel, VERIFY_CONTEXT_TOKENS, verifyModels } from '../verify/verify-models.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { type OpenScored, openScoredModel } from './open-scored-model.ts';
import { tooShort } from './too-short.ts';

/**
 * Runs a written model beside llama.cpp on the source's weights in single precision: what the conversion did is then told
 * apart from what quantisation did before.
 */
export async function verifyConversion(
  source: string,
  target: string,
  { contextTokens, places, storage }: { contextTokens: number; places: number; storage: Storage },
  openTwin: OpenScored = openScoredModel,
): Promise<Verdict> {
  if (places < VERIFY_CONTEXT_TOKENS) return skippedAgreement(tooShort(places));
  const context = Math.max(VERIFY_CONTEXT_TOKENS, contextTokens);
  try {
    return await besideTwin(source, target, storage, {
      context,
      openTwin,
      openTarget: () => openScoredModel(target, context, 1),
    });
  } catch (error) {
    // onnxruntime is installed on demand; the written model is as good without it, only unproved.
    if (!(error instanceof HeatsoakError && error.code === 'ENGINE_MISSING')) throw error;
    return skippedAgreement(`onnxruntime-node is not installed (${error.hint})`);
  }
}

interface Target {
  /** Tokens that llama.cpp's context has; long rope goes by it. */
  readonly context: number;
  /** Of the text, for a target that takes long; one prompt then, too. */
  readonly positions?: number | null;
  readonly openTwin: OpenScored;
  readonly openTarget: () => Promise<ScoredModel>;
}

/** The verdict on a model beside the twin of its source, which stands beside it for as long. */
export async function besideTwin(
  source: string,
  target: string,
  storage: Storage,
  { context, positions = null, openTwin: open, openTarget }: Target,
): Promise<Verdict> {
  const twin = join(dirname(target), 'twin.gguf');
  const reason = await whyNoTwin(source, twin);
  if (reason !== null) return skippedAgreement(reason);
  try {
    await writeTwin(source, twin);
    const prompts = await verifyPrompts(source);
    const few =
      positions === null
        ? {}
        : { textTokens: positions, prompts: { ...prompts, texts: prompts.texts.slice(0, 1) } };
    const options = { text: SAMPLE_TEXT, gate: 'none', prompts, ...few } as const;
    const openTwin = (batchTokens?: number) => open(twin, context, 1, batchTokens);
    // The tokenizer beside the target decides whether it begins with BOS, as it does in an app.
    const { addBos } = await rulesOfFolder(dirname(target));
    const found = await verifyModels(() => openTwin(), openTarget, { ...options, targetAddsBos: addBos });
    const failsAnyhow = conversionFailures(found, storage, LOUDEST).length > 0;
    const isPlain = conversionFailures(found, storage, null).length === 0;
    // Only what is beyond the limits of a model without noise, and not beyond all, asks for how much the twin itself has.
    const noise: TwinNoise | null =
      isPlain || failsAnyhow
        ? null
        : await verifyModels(
            () => openTwin(),
            () => openTwin(1),
            options,
          );
    return verdictOf(found, storage, conversionFailures(found, storage, noise));
  } finally {
    await rm(twin, { force: true });
  }
}
