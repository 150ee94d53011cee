import { Command } from '@commander-js/extra-typings';
import { mark } from '../../app/history/mark.ts';
import { openTerminal } from '../../terminal/terminal.ts';

export const markCommand = () =>
  new Command('mark')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--run <id>', 'the run that is meant')
    .option('--bad', 'leave the run out of the history')
    .option('--change <id>', 'the change that is meant')
    .option('--accept', 'the new level is what was wanted')
    .requiredOption('--why <text>', 'the reason; people will read it')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak history mark --change 7df40c43 --accept --why "new sampler, agreed"\n',
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const marked = await mark(options);
      terminal.say(
        marked.run === null
          ? `change ${marked.change} is accepted: ${marked.why}`
          : `${marked.run} is left out of the history: ${marked.why}`,
      );
      terminal.document(marked);
    });
