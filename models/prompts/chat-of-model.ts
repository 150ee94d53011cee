import { must } from '../../harness/statistics/must.ts';
import type { PromptRules } from './prompt-rules.ts';
import { promptRulesOf } from './read-prompt-rules.ts';
import { renderChats } from './render-chats.ts';

/** Questions as one model reads them. */
export interface ModelChat {
  readonly addBos: boolean;
  readonly prompts: { readonly text: string; readonly rendered: string }[];
}

/**
 * Renders questions for a model, in its own template or in `template` where one is given.
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`, and what reading the model throws
 */
export async function chatOfModel(
  path: string,
  texts: readonly string[],
  template?: string,
): Promise<ModelChat> {
  const own = await promptRulesOf(path);
  const rules: PromptRules = template === undefined ? own : { ...own, template };
  const rendered = await renderChats(rules, texts, path);
  return {
    addBos: rules.addBos,
    prompts: texts.map((text, i) => ({ text, rendered: must(rendered[i], text) })),
  };
}
