import { answerTargets } from './answers.ts';
import { archiveTargets } from './archives.ts';
import { downloadTarget } from './downloads.ts';
import { logTargets } from './logs.ts';
import { modelTargets } from './models.ts';
import type { FuzzTarget } from './target.ts';

/** Every reader of what a phone, an agent, a lab, or a maker of models wrote. */
export const targets: readonly FuzzTarget[] = [
  ...archiveTargets,
  ...answerTargets,
  ...logTargets,
  ...modelTargets,
  downloadTarget,
];
