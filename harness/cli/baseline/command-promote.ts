import { userInfo } from 'node:os';
import { Command } from '@commander-js/extra-typings';
import { newestPass } from '../../app/baseline/newest-pass.ts';
import { promoteBaseline } from '../../app/baseline/set-baseline.ts';
import { collect } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { namesOfRun, runsOption } from '../run/run-argument.ts';
import { sayBaselines } from './baseline-lines.ts';

export const promoteBaselineCommand = () =>
  new Command('promote')
    .argument('[run]', `${namesOfRun} (default: the newest that passed with a proof)`)
    .option(...runsOption)
    .option('--device <id>', 'only of this phone of the run; repeatable (default: all that passed)', collect)
    .option('--who <name>', 'who says so (default: the user of this host)')
    .option('--why <text>', 'the reason; people will read it', 'it passed')
    .addHelpText('after', '\nExample:\n  $ heatsoak baseline promote --why "release 1.4"\n')
    .action(async (run, { who = userInfo().username, ...options }) => {
      const terminal = openTerminal();
      const newest = run === undefined ? await newestPass(options.runs) : { run, passedOver: [] };
      for (const each of newest.passedOver) terminal.note(`! ${each.run} is passed over: ${each.why}`);
      const baselines = await promoteBaseline({ ...options, who, run: newest.run });
      sayBaselines(terminal, baselines);
      terminal.document({ baselines });
    });
