import { Command } from '@commander-js/extra-typings';
import { queueOfLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labQueueCommand = () =>
  labOptions(new Command('queue'))
    .addHelpText('after', '\nExample:\n  $ heatsoak lab queue\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const queue = await queueOfLab(labNamed(options));
      terminal.table(
        queue.map(({ run, slot, team, wants, waitedSeconds }) => [
          ...[run, slot, team, `wants ${wants}`],
          `for ${Math.round(waitedSeconds / 60)} min`,
        ]),
      );
      terminal.document(queue);
    });
