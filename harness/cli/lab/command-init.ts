import { Command } from '@commander-js/extra-typings';
import { initLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labInitCommand = () =>
  labOptions(new Command('init'))
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak lab init --database postgres://owner@127.0.0.1/heatsoak\n',
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const applied = await initLab(labNamed(options));
      terminal.say(
        applied.length === 0 ? 'the lab is as new as this Heatsoak' : `applied ${applied.join(', ')}`,
      );
      terminal.document({ applied });
    });
