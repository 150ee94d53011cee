import { Command } from '@commander-js/extra-typings';
import { readDevices } from './prepare-run.ts';
import { openTerminal } from './terminal.ts';

export const devicesCommand = () =>
  new Command('devices')
    .description('list the phones of the lab')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .addHelpText('after', '\nExample:\n  $ heatsoak devices --json\n')
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const lab = await readDevices(options.devices);
      for (const device of lab.devices) {
        const what =
          device.kind === 'virtual' ? `virtual, ${device.profile}` : `${device.model}, ${device.udid}`;
        terminal.say(`${device.id}\t${device.name}\tiOS ${device.os}\t${what}`);
      }
      terminal.document(lab);
    });
