import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { inspectCommand } from './model/command-inspect.ts';
import { convertCommand } from './model/command-model-convert.ts';
import { verifyCommand } from './model/command-model-verify.ts';
import { quantizeCommand } from './model/command-quantize.ts';
import { synthCommand } from './model/command-synth.ts';

/** Everything about model files; one file a command in `model/`. */
export function modelCommand(): Command {
  const group = new Command('model')
    .description('inspect, make, change, convert and compare model files')
    .addHelpText('after', '\nExample:\n  $ heatsoak model inspect phi3.gguf\n');
  const commands: CommandUnknownOpts[] = [
    inspectCommand(),
    synthCommand(),
    quantizeCommand(),
    convertCommand(),
    verifyCommand(),
  ];
  for (const command of commands) group.addCommand(command);
  return group;
}
