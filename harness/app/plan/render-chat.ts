import { chatOfModel } from '../../../models/prompts/chat-of-model.ts';
import type { GivenTemplate } from '../../../models/prompts/prompt-rules.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedBuild, PlannedChat } from '../../experiment/manifest.ts';
import { chatTexts, type PlannedStep, turnTexts } from '../../experiment/planned-step.ts';
import { type Suite, stepsOfSuite } from '../../experiment/suite.ts';

/**
 * What the steps say to a model, as it reads it; undefined where they say nothing.
 * @param template used instead of the model's own
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`
 */
export async function chatOfSteps(
  path: string,
  steps: readonly PlannedStep[],
  template?: GivenTemplate,
): Promise<PlannedChat | undefined> {
  const texts = chatTexts(steps);
  return texts.length === 0 ? undefined : chatOfModel(path, texts, { template, turns: turnTexts(steps) });
}

/**
 * The build with the suites' questions as its model reads them; a run without questions asks nothing of its template.
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`
 */
export async function withChat(build: PlannedBuild, suites: readonly Suite[]): Promise<PlannedBuild> {
  const { chat: _before, ...rest } = build;
  const steps = suites.flatMap(stepsOfSuite);
  if (chatTexts(steps).length === 0) return rest;
  const { path } = build.model;
  if (path === undefined)
    throw new HeatsoakError('PLAN_BROKEN', `no path is known for the model of ${build.name}`);
  return { ...rest, chat: await chatOfSteps(path, steps, templateOfBuild(build)) };
}

/** What build.json gives in the place of the model's own. */
export const templateOfBuild = ({ name, template }: PlannedBuild): GivenTemplate | undefined =>
  template === undefined ? undefined : { text: template, from: `of build ${name}` };
