import type { PlanStep } from '../protocol/plan-file.ts';
import type { LoadedModel } from './ports.ts';
import { syntheticPrompt } from './synthetic-prompt.ts';

/** The ids that a trial of this prompt reads: its text through template and tokenizer, or its seeded ids. */
export function promptIds(prompt: PlanStep['prompt'], seed: number, model: LoadedModel): number[] {
  return prompt.kind === 'chat'
    ? model.tokenizeChat(prompt.text)
    : syntheticPrompt(prompt.tokens, prompt.seed + seed, model.vocabularySize);
}
