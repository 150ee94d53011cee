import { must } from '../../harness/statistics/must.ts';
import { type GivenTemplate, withTemplate } from './prompt-rules.ts';
import { promptRulesOf } from './read-prompt-rules.ts';
import { renderChats, renderFollowing } from './render-chats.ts';

/** Questions as one model reads them. */
export interface ModelChat {
  readonly addBos: boolean;
  readonly prompts: {
    readonly text: string;
    readonly rendered: string;
    /** The text after an answer; of those that were asked for so. */
    readonly following?: string;
  }[];
}

interface ChatOptions {
  /** Used instead of the model's own. */
  readonly template?: GivenTemplate | undefined;
  /** Those of the texts that follow an answer, too. */
  readonly turns?: readonly string[];
}

/**
 * Renders questions for a model, each as the first message of a conversation.
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`, and what reading the model throws
 */
export async function chatOfModel(
  path: string,
  texts: readonly string[],
  { template, turns = [] }: ChatOptions = {},
): Promise<ModelChat> {
  const rules = withTemplate(await promptRulesOf(path), template);
  const rendered = await renderChats(rules, texts, path);
  const followed = turns.length === 0 ? [] : await renderFollowing(rules, turns, path);
  const following = new Map(turns.map((text, i) => [text, must(followed[i], text)]));
  return {
    addBos: rules.addBos,
    prompts: texts.map((text, i) => {
      const after = following.get(text);
      return {
        text,
        rendered: must(rendered[i], text),
        ...(after === undefined ? {} : { following: after }),
      };
    }),
  };
}
