import { answerTargets } from './answers.ts';
import { archiveTargets } from './archives.ts';
import { logTargets } from './logs.ts';
import type { FuzzTarget } from './target.ts';

/** Every reader of what a phone, an agent or a lab wrote. */
export const targets: readonly FuzzTarget[] = [...archiveTargets, ...answerTargets, ...logTargets];
