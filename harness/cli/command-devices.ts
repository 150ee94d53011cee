import { Command } from '@commander-js/extra-typings';
import { readDevices } from '../app/plan/read-devices.ts';
import { quarantinedDevices } from '../app/release-device.ts';
import type { Device } from '../lab/devices-file.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const devicesCommand = () =>
  new Command('devices')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .addHelpText('after', '\nExample:\n  $ heatsoak devices --json\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const lab = await readDevices(options.devices);
      const quarantined = await quarantinedDevices(options);
      terminal.table(
        lab.devices.map((device) => {
          const state = quarantined.get(device.id);
          return [
            device.id,
            device.name,
            `iOS ${device.os}`,
            `${what(device)}${state ? `, in quarantine since ${state.since}: ${state.why}` : ''}`,
            (device.tags ?? []).join(' '),
          ];
        }),
      );
      terminal.document(lab);
    });

function what(device: Device): string {
  if (device.kind === 'iphone') return `${device.model}, ${device.udid}`;
  return `virtual, ${device.profile}${device.agent === 'swift' ? ', Swift agent' : ''}`;
}
