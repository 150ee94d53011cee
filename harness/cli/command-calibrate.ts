import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { calibrateDeviceCommand } from './calibrate/command-device.ts';
import { calibrateReferenceCommand } from './calibrate/command-reference.ts';

/** Everything that tells how far a measurement can be trusted; one file a command in `calibrate/`. */
export function calibrateCommand(): Command {
  const group = new Command('calibrate')
    .description('learn the noise of phones, and how near this host is to llama-bench')
    .addHelpText('after', '\nExample:\n  $ heatsoak calibrate device --build build.json\n');
  const commands: CommandUnknownOpts[] = [calibrateDeviceCommand(), calibrateReferenceCommand()];
  for (const command of commands) group.addCommand(command);
  return group;
}
