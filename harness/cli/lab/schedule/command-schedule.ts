import { Command } from '@commander-js/extra-typings';

export const labScheduleCommand = () =>
  new Command('schedule').addHelpText(
    'after',
    `
The coordinator begins what is scheduled, by the clock of the database's queue.

Example:
  $ heatsoak lab schedule list
`,
  );
