import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { joinCommand } from './model/command-join.ts';
import { pullCommand } from './model/command-pull.ts';
import { splitCommand } from './model/command-split.ts';
import { updateCommand } from './model/command-update.ts';

/** Everything about model files; one file a command in `model/`. */
export function modelCommand(): Command {
  const group = new Command('model').description('fetch, cut, join and prune model files');
  const commands: CommandUnknownOpts[] = [pullCommand(), updateCommand(), splitCommand(), joinCommand()];
  for (const command of commands) group.addCommand(command);
  return group;
}
