import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { ConversationTurn, PlanStep } from '../protocol/plan-file.ts';
import type { PlannedChat } from './manifest.ts';
import type { PlannedStep } from './planned-step.ts';

/**
 * Planned steps as one model reads them.
 * @param where whose prompts they are, for messages
 * @throws HeatsoakError `PLAN_BROKEN` for a text that was not rendered for that model
 */
export function renderedSteps(
  steps: readonly PlannedStep[],
  chat: PlannedChat | undefined,
  where: string,
): PlanStep[] {
  const byText = new Map(chat?.prompts.map((prompt) => [prompt.text, prompt]));
  const addBos = chat?.addBos ?? false;
  return steps.map(({ expect: _expect, ...step }) => {
    const { prompt } = step;
    if (prompt.kind === 'synthetic') return { ...step, prompt };
    const found = (text: string) => byText.get(text) ?? unrendered(where, step);
    if (prompt.kind === 'chat')
      return { ...step, prompt: { ...prompt, rendered: found(prompt.text).rendered, addBos } };
    const turns = prompt.turns.map(({ text }): ConversationTurn => {
      const { rendered: opening, following } = found(text);
      return { text, opening, following: following ?? unrendered(where, step) };
    });
    return { ...step, prompt: { kind: 'conversation', addBos, turns } };
  });
}

function unrendered(where: string, step: Pick<PlannedStep, 'case'>): never {
  throw new HeatsoakError('PLAN_BROKEN', `${where} has no rendered prompt for the case ${step.case}`, {
    where,
    hint: 'plan the run again with this version of Heatsoak',
  });
}

/**
 * Planned steps for a server, which renders questions by itself.
 * @throws HeatsoakError `CONVERSATION_UNSUPPORTED`: a server keeps no context from one request to the next
 */
export const unrenderedSteps = (steps: readonly PlannedStep[]): PlanStep[] =>
  steps.map(({ expect: _expect, ...step }) => {
    const { prompt } = step;
    if (prompt.kind === 'conversation')
      throw new HeatsoakError('CONVERSATION_UNSUPPORTED', 'a server keeps no context between requests', {
        hint: `leave the suite of the case ${step.case} out for it`,
      });
    return {
      ...step,
      prompt: prompt.kind === 'chat' ? { ...prompt, rendered: null, addBos: false } : prompt,
    };
  });
