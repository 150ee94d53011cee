import { Command } from '@commander-js/extra-typings';
import { statusOfLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labStatusCommand = () =>
  labOptions(new Command('status'))
    .addHelpText('after', '\nExample:\n  $ heatsoak lab status --json\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const status = await statusOfLab(labNamed(options));
      terminal.table(
        status.map(({ run, team, state, verdict, sessions }) => [
          ...[run, team, verdict ?? state],
          `${sessions.done} done, ${sessions.active} measuring, ${sessions.waiting} waiting, ${sessions.lost} lost`,
        ]),
      );
      terminal.document(status);
    });
