import { Command } from '@commander-js/extra-typings';
import { quarantineInLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labQuarantineCommand = () =>
  labOptions(new Command('quarantine'))
    .argument('<phone>', 'it gets no new session until it is released')
    .requiredOption('--why <text>', 'shown to whoever wonders')
    .addHelpText('after', '\nExample:\n  $ heatsoak lab quarantine rack-7 --why "its battery swells"\n')
    .action(async (phone, options) => {
      const terminal = openTerminal();
      await quarantineInLab(labNamed(options), phone, options.why);
      terminal.say(`${phone} gets no new session`);
      terminal.document({ phone, quarantined: options.why });
    });
