import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { PlanStep } from '../protocol/plan-file.ts';
import type { PlannedChat } from './manifest.ts';
import type { PlannedStep } from './planned-step.ts';

/**
 * Planned steps as one model reads them.
 * @param where whose prompts they are, for messages
 * @throws HeatsoakError `PLAN_BROKEN` for a question that was not rendered for that model
 */
export function renderedSteps(
  steps: readonly PlannedStep[],
  chat: PlannedChat | undefined,
  where: string,
): PlanStep[] {
  const byText = new Map(chat?.prompts.map(({ text, rendered }) => [text, rendered]));
  return steps.map(({ expect: _expect, ...step }) => {
    const { prompt } = step;
    if (prompt.kind !== 'chat') return { ...step, prompt };
    const rendered = byText.get(prompt.text);
    if (rendered === undefined || !chat)
      throw new HeatsoakError('PLAN_BROKEN', `${where} has no rendered prompt for the case ${step.case}`, {
        where,
        hint: 'plan the run again with this version of Heatsoak',
      });
    return { ...step, prompt: { ...prompt, rendered, addBos: chat.addBos } };
  });
}

/** Planned steps for a server, which renders questions by itself. */
export const unrenderedSteps = (steps: readonly PlannedStep[]): PlanStep[] =>
  steps.map(({ expect: _expect, ...step }) => ({
    ...step,
    prompt: step.prompt.kind === 'chat' ? { ...step.prompt, rendered: null, addBos: false } : step.prompt,
  }));
