import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { EngineSettings } from '../../protocol/plan-file.ts';

/** The error of a prompt of `prompt` tokens that leaves no room for `count` more. */
export function tooLong(prompt: number, count: number, settings: EngineSettings): HeatsoakError {
  return new HeatsoakError(
    'PROMPT_TOO_LONG',
    `prompt of ${prompt} and ${count} new tokens do not fit the context of ${settings.contextTokens}`,
    { hint: 'raise engine.contextTokens in build.json, or shorten the case' },
  );
}
