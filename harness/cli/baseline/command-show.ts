import { Command } from '@commander-js/extra-typings';
import { showBaselines } from '../../app/baseline/stored-baselines.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { sayBaselines, unreadableLines } from './baseline-lines.ts';

export const showBaselineCommand = () =>
  new Command('show')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .addHelpText('after', '\nExample:\n  $ heatsoak baseline show\n')
    .action(async ({ runs }) => {
      const terminal = openTerminal();
      const stored = await showBaselines(runs);
      sayBaselines(terminal, stored.baselines);
      for (const line of unreadableLines(stored)) terminal.note(line);
      terminal.document(stored);
    });
