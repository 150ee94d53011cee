import { Command } from '@commander-js/extra-typings';
import { quarantineInLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labReleaseCommand = () =>
  labOptions(new Command('release'))
    .argument('<phone>', 'a phone in quarantine')
    .addHelpText('after', '\nExample:\n  $ heatsoak lab release rack-7\n')
    .action(async (phone, options) => {
      const terminal = openTerminal();
      await quarantineInLab(labNamed(options), phone, null);
      terminal.say(`${phone} gets sessions again`);
      terminal.document({ phone, quarantined: null });
    });
