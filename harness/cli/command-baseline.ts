import { Command } from '@commander-js/extra-typings';

/** Which build others are compared with; one file a command in `baseline/`. */
export const baselineCommand = () =>
  new Command('baseline').addHelpText(
    'after',
    `
A baseline is kept for each phone model, iOS, model file and protocol; run, plan and nightly take it with --baseline stored.

Example:
  $ heatsoak baseline promote --why "release 1.4"
`,
  );
