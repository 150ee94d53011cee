import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { convertCommand } from './command-convert.ts';
import { inspectCommand } from './command-inspect.ts';
import { joinCommand } from './command-join.ts';
import { pruneCommand } from './command-prune.ts';
import { pullCommand } from './command-pull.ts';
import { quantizeCommand } from './command-quantize.ts';
import { splitCommand } from './command-split.ts';
import { synthCommand } from './command-synth.ts';
import { updateCommand } from './command-update.ts';
import { verifyCommand } from './command-verify.ts';

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
