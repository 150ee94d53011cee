import { type GivenTemplate, withTemplate } from '../prompts/prompt-rules.ts';
import { promptRulesOf } from '../prompts/read-prompt-rules.ts';
import { renderChats } from '../prompts/render-chats.ts';

/** What two models are compared on, as the reference wants it; both read the same. */
export interface VerifyPrompts {
  /** `plain` for a model without a chat template, such as a base model. */
  readonly kind: 'chat' | 'plain';
  readonly texts: readonly string[];
  readonly addBos: boolean;
}

/** Short and different: facts, numbers and code, another language, and characters that are tokenised as bytes. */
const PROMPTS: readonly string[] = [
  'What is the capital of France?',
  'Write a function that adds 12 and 30.',
  'Wie heißt der höchste Berg der Alpen? 🏔️',
];

/**
 * The prompts in the template of the model at `path`; without one they are read as they stand, and the result says so.
 * @param template used instead of the model's own
 * @throws HeatsoakError `TEMPLATE_INVALID`, and what reading the model throws
 */
export async function verifyPrompts(path: string, template?: GivenTemplate): Promise<VerifyPrompts> {
  const rules = withTemplate(await promptRulesOf(path), template);
  const { addBos } = rules;
  if ((rules.template ?? '').trim() === '') return { kind: 'plain', texts: PROMPTS, addBos };
  return { kind: 'chat', texts: await renderChats(rules, PROMPTS, path), addBos };
}
