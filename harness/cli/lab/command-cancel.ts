import { Command } from '@commander-js/extra-typings';
import { cancelInLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labCancelCommand = () =>
  labOptions(new Command('cancel'))
    .argument('<run>', 'id of the run; what was measured of it is kept and judged')
    .addHelpText('after', '\nExample:\n  $ heatsoak lab cancel 2026-11-22T03-00-00Z-3f9c1a\n')
    .action(async (run, options) => {
      const terminal = openTerminal();
      await cancelInLab(labNamed(options), run);
      terminal.say(`${run} is cancelled; phones are let go at their next heartbeat`);
      terminal.document({ run, cancelled: true });
    });
