import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { SinglePrompt } from '../protocol/plan-file.ts';
import type { LoadedModel } from './ports.ts';
import { syntheticPrompt } from './synthetic-prompt.ts';

/**
 * The ids that a trial of this prompt reads: its rendered text through the tokenizer, or its seeded ids.
 * @throws HeatsoakError `TEMPLATE_MISSING` for a plan that was made for a server
 */
export function promptIds(prompt: SinglePrompt, seed: number, model: LoadedModel): number[] {
  if (prompt.kind === 'synthetic')
    return syntheticPrompt(prompt.tokens, prompt.seed + seed, model.vocabularySize);
  if (prompt.rendered !== null) return model.tokenize(prompt.rendered, prompt.addBos);
  throw new HeatsoakError('TEMPLATE_MISSING', 'the plan has no rendered text for a chat prompt', {
    hint: 'only a server renders by itself: plan the launch for this engine',
  });
}
