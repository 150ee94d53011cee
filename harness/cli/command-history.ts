import { Command } from '@commander-js/extra-typings';
import { history } from '../app/history/history.ts';
import { writeHistory } from '../publish/write-history.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { sayHistory } from './history/history-lines.ts';

export const historyCommand = () =>
  new Command('history')
    .enablePositionalOptions()
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--device <id>', 'one phone alone')
    .option('--metric <id>', 'one metric alone (default: those that an A/B can confirm)')
    .option('--html <file>', 'write a page too')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak history --runs runs --metric decode_rate --html runs/index.html\n',
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const document = await history(options);
      sayHistory(terminal, document);
      if (options.html !== undefined) {
        const page = await writeHistory(options.html, document, options.runs);
        terminal.say(`page: ${page}`);
      }
      terminal.document(document);
    });
