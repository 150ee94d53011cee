import { Command } from '@commander-js/extra-typings';
import { calibrateReferenceCommand } from './command-calibrate-reference.ts';

/** What Heatsoak knows of its own noise; one file a subcommand. */
export const calibrateCommand = () =>
  new Command('calibrate')
    .description('measure how far the numbers themselves can be trusted')
    .addHelpText('after', '\nExample:\n  $ heatsoak calibrate reference --model phi3-mini.gguf\n')
    .addCommand(calibrateReferenceCommand());
