import { chatOfModel } from '../../../models/prompts/chat-of-model.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import { chatTexts } from '../../experiment/planned-step.ts';
import { type Suite, stepsOfSuite } from '../../experiment/suite.ts';

/** The questions of all suites, each once. */
export const questionsOf = (suites: readonly Suite[]): string[] => [
  ...new Set(suites.flatMap((suite) => chatTexts(stepsOfSuite(suite)))),
];

/**
 * The build with the suites' questions as its model reads them; a run without questions asks nothing of its template.
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`
 */
export async function withChat(build: PlannedBuild, suites: readonly Suite[]): Promise<PlannedBuild> {
  const { chat: _before, ...rest } = build;
  const { path } = build.model;
  const questions = questionsOf(suites);
  if (questions.length === 0) return rest;
  if (path === undefined)
    throw new HeatsoakError('PLAN_BROKEN', `no path is known for the model of ${build.name}`);
  return { ...rest, chat: await chatOfModel(path, questions, build.template) };
}
