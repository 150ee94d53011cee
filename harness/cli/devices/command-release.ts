import { Command } from '@commander-js/extra-typings';
import { releaseDevice } from '../../app/release-device.ts';
import { openTerminal } from '../../terminal/terminal.ts';

export const releaseCommand = () =>
  new Command('release')
    .argument('<device>', 'phone of devices.json')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .addHelpText('after', '\nExample:\n  $ heatsoak devices release my-phone\n')
    .action(async (device, options) => {
      const terminal = openTerminal();
      const found = await releaseDevice(device, options);
      terminal.say(found.released ? `${device} takes part in runs again` : `${device} was not in quarantine`);
      terminal.document(found);
    });
