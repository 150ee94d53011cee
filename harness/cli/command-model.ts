import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { convertCommand } from './model/command-model-convert.ts';
import { verifyCommand } from './model/command-model-verify.ts';

/** Everything about model files; one file a command in `model/`. */
export function modelCommand(): Command {
  const group = new Command('model').description('convert and compare model files');
  const commands: CommandUnknownOpts[] = [convertCommand(), verifyCommand()];
  for (const command of commands) group.addCommand(command);
  return group;
}
