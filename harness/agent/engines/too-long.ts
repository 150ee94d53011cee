import { HeatsoakError } from '../../errors/heatsoak-error.ts';

/** The error of a prompt of `prompt` tokens that leaves no room for `count` more in `room` places. */
export function tooLong(prompt: number, count: number, room: number): HeatsoakError {
  return new HeatsoakError(
    'PROMPT_TOO_LONG',
    `prompt of ${prompt} and ${count} new tokens do not fit the context of ${room}`,
    {
      hint: 'raise engine.contextTokens in build.json, or convert the model with a larger --ctx; or shorten the case',
    },
  );
}
