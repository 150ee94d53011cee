import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { convertCommand } from './model/command-convert.ts';
import { inspectCommand } from './model/command-inspect.ts';
import { joinCommand } from './model/command-join.ts';
import { pruneCommand } from './model/command-prune.ts';
import { pullCommand } from './model/command-pull.ts';
import { quantizeCommand } from './model/command-quantize.ts';
import { splitCommand } from './model/command-split.ts';
import { synthCommand } from './model/command-synth.ts';
import { updateCommand } from './model/command-update.ts';
import { verifyCommand } from './model/command-verify.ts';

/** Everything about model files; one file a command in `model/`. */
export function modelCommand(): Command {
  const group = new Command('model')
    .description('fetch, inspect, make, change, convert, cut and compare model files')
    .addHelpText('after', '\nExample:\n  $ heatsoak model inspect phi3.gguf\n');
  const commands: CommandUnknownOpts[] = [
    pullCommand(),
    updateCommand(),
    inspectCommand(),
    synthCommand(),
    quantizeCommand(),
    convertCommand(),
    verifyCommand(),
    splitCommand(),
    joinCommand(),
    pruneCommand(),
  ];
  for (const command of commands) group.addCommand(command);
  return group;
}
