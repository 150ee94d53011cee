import { Command } from '@commander-js/extra-typings';
import { prepareRun } from '../app/plan/prepare-run.ts';
import { planTotals } from '../experiment/estimate.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { powerLines } from './run/power-lines.ts';
import { purposeLines } from './run/purpose-lines.ts';
import { runOptions } from './run/run-options.ts';

export const planCommand = () =>
  runOptions(new Command('plan'))
    .description('print what `run` would do: phones, launches, minutes, disk; touches no phone')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak plan --suite quick --candidate new.json --baseline old.json\n',
    )
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const { manifest } = await prepareRun(options, new Date());
      const totals = planTotals(manifest);
      for (const session of totals.sessions) {
        terminal.say(
          `${session.device}: ${session.launches} launches, about ${Math.ceil(session.seconds / 60)} min`,
        );
      }
      terminal.say(
        `in all: ${totals.launches} launches, about ${Math.ceil(totals.seconds / 60)} min side by side, ${(totals.diskBytes / 1e6).toFixed(1)} MB`,
      );
      for (const line of [...purposeLines(manifest), ...powerLines(manifest)]) terminal.say(line);
      terminal.document({ totals, manifest });
    });
