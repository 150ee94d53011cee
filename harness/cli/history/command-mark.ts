import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { acceptChange, deriveHistory, markRunBad } from '../../app/history/history.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { openTerminal } from '../../terminal/terminal.ts';

interface MarkOptions {
  readonly run?: string | undefined;
  readonly bad?: boolean | undefined;
  readonly change?: string | undefined;
  readonly accept?: boolean | undefined;
  readonly why: string;
}

export const markCommand = () =>
  new Command('mark')
    .description('say that a run is bad, or that a change is meant; kept in history-marks.json')
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
      const terminal = openTerminal(process.argv.includes('--json'));
      const root = resolve(options.runs);
      const said = await marked(root, options, new Date().toISOString());
      await deriveHistory(root);
      terminal.say(said);
      terminal.document({ run: options.run ?? null, change: options.change ?? null, why: options.why });
    });

async function marked(root: string, options: MarkOptions, at: string): Promise<string> {
  if (options.why.trim() === '')
    throw usage('--why is empty', 'say in one sentence why: people will read it');
  if (options.run !== undefined && options.bad && options.change === undefined && !options.accept) {
    await markRunBad(root, options.run, options.why, at);
    return `${options.run} is left out of the history: ${options.why}`;
  }
  if (options.change !== undefined && options.accept && options.run === undefined && !options.bad) {
    await acceptChange(root, options.change, options.why, at);
    return `change ${options.change} is accepted: ${options.why}`;
  }
  throw usage(
    'a mark is about one run or one change',
    'say --run ID --bad --why TEXT, or --change ID --accept --why TEXT',
  );
}

const usage = (message: string, hint: string): HeatsoakError => new HeatsoakError('USAGE', message, { hint });
