import type { SinglePrompt } from '../../../protocol/plan-file.ts';
import { createRandom } from '../../../statistics/random.ts';

/** Short common words: about one token each in the usual vocabularies. How many they were, the server's usage says. */
const words =
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company system program question work government number night point home water room mother area money story fact month lot right study book eye job word business issue side kind head house service friend father power hour game line end'.split(
    ' ',
  );

/**
 * The text of a prompt. A synthetic one asks to go on without end, since not every server can be asked to ignore its end token.
 */
export function promptText(prompt: SinglePrompt, seed: number): string {
  if (prompt.kind === 'chat') return prompt.text;
  const random = createRandom(prompt.seed + seed);
  const task = 'Go on with this list of words and never stop:';
  const count = Math.max(1, prompt.tokens - task.split(' ').length);
  const list = Array.from({ length: count }, () => words[Math.floor(random.uniform() * words.length)] ?? '');
  return `${task} ${list.join(' ')}`;
}
