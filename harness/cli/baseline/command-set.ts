import { userInfo } from 'node:os';
import { Command } from '@commander-js/extra-typings';
import { setBaseline } from '../../app/baseline/set-baseline.ts';
import { collect } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { namesOfRun, runsOption } from '../run/run-argument.ts';
import { sayBaselines } from './baseline-lines.ts';

export const setBaselineCommand = () =>
  new Command('set')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--device <id>', 'only of this phone of the run; repeatable (default: all)', collect)
    .option('--who <name>', 'who says so (default: the user of this host)')
    .requiredOption('--why <text>', 'the reason; people will read it')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak baseline set 2026-11-22T03-00-00Z-3f9c1a --why "slower by the new sampler, agreed"\n',
    )
    .action(async (run, { who = userInfo().username, ...options }) => {
      const terminal = openTerminal();
      const baselines = await setBaseline({ ...options, run, who });
      sayBaselines(terminal, baselines);
      terminal.document({ baselines });
    });
