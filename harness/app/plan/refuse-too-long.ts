import { contextPlaces } from '../../../models/onnx/context-places.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import { type Suite, stepsOfSuite } from '../../experiment/suite.ts';

/**
 * Seeded ids have a length that is known: a case of them that does not fit is refused here, and not by each launch on its phone.
 * @throws HeatsoakError `PROMPT_TOO_LONG`
 */
export async function refuseTooLong(
  builds: readonly PlannedBuild[],
  suites: readonly Suite[],
): Promise<void> {
  for (const build of builds) {
    const room = await roomOf(build);
    for (const suite of suites)
      for (const { case: name, prompt, generateTokens } of stepsOfSuite(suite)) {
        if (prompt.kind !== 'synthetic' || prompt.tokens + generateTokens <= room) continue;
        throw new HeatsoakError(
          'PROMPT_TOO_LONG',
          `${suite.id}/${name} reads ${prompt.tokens} tokens and writes ${generateTokens}; ${build.name} has a context of ${room}`,
          {
            where: `${suite.id}/${name}`,
            hint: 'raise engine.contextTokens in build.json (of an ONNX model: convert it with a larger --ctx), or leave the suite out',
          },
        );
      }
  }
}

/** What the engine is asked for, and of an ONNX graph what it was made for. */
async function roomOf({ engine, model }: PlannedBuild): Promise<number> {
  const isGraph = engine.name === 'onnxruntime' && model.path !== undefined;
  return Math.min(
    engine.contextTokens,
    isGraph ? await contextPlaces(model.path ?? '') : engine.contextTokens,
  );
}
