import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { calibrateDeviceCommand } from './calibrate/command-device.ts';

/** Everything that tells how far a measurement can be trusted; one file a command in `calibrate/`. */
export function calibrateCommand(): Command {
  const group = new Command('calibrate').description('learn the noise of phones');
  const commands: CommandUnknownOpts[] = [calibrateDeviceCommand()];
  for (const command of commands) group.addCommand(command);
  return group;
}
