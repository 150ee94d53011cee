import { chatOfModel } from '../../../models/prompts/chat-of-model.ts';
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
  const questions = questionsOf(suites);
  return questions.length === 0
    ? rest
    : { ...rest, chat: await chatOfModel(build.model.path, questions, build.template) };
}
