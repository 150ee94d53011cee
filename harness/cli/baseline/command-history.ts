import { Command } from '@commander-js/extra-typings';
import { baselineHistory } from '../../app/baseline/stored-baselines.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { sayBaselines, unreadableLines } from './baseline-lines.ts';

export const baselineHistoryCommand = () =>
  new Command('history')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--phone <model>', 'only of phones of this model, such as iPhone15,4')
    .addHelpText('after', '\nExample:\n  $ heatsoak baseline history --phone iPhone15,4\n')
    .action(async ({ runs, phone }) => {
      const terminal = openTerminal();
      const stored = await baselineHistory(runs, phone);
      sayBaselines(terminal, stored.baselines);
      for (const line of unreadableLines(stored)) terminal.note(line);
      terminal.document(stored);
    });
