import { Command } from '@commander-js/extra-typings';
import { phonesOfLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labPhonesCommand = () =>
  labOptions(new Command('phones'))
    .addHelpText('after', '\nExample:\n  $ heatsoak lab phones\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const phones = await phonesOfLab(labNamed(options));
      terminal.table(
        phones.map(({ id, model, host, run, quarantined, suspicious, silentSeconds }) => [
          ...[id, model, host, run ?? 'free', `heard ${Math.round(silentSeconds)} s ago`],
          quarantined
            ? `in quarantine: ${quarantined}`
            : suspicious
              ? 'its last three sessions were lost'
              : '',
        ]),
      );
      terminal.document(phones);
    });
