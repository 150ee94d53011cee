import { Command } from '@commander-js/extra-typings';
import { plan } from '../app/plan.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { powerLines } from './run/power-lines.ts';
import { purposeLines } from './run/purpose-lines.ts';
import { runOptions } from './run/run-options.ts';
import { waiverLines } from './run/waiver-lines.ts';

export const planCommand = () =>
  runOptions(new Command('plan'))
    .option('--runs <dir>', 'folder of the run folders, which has the stored baselines', 'runs')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak plan --suite quick --candidate new.json --baseline old.json\n',
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const { totals, manifest } = await plan(options);
      for (const session of totals.sessions) {
        terminal.say(
          `${session.device}: ${session.launches} launches, about ${Math.ceil(session.seconds / 60)} min`,
        );
      }
      terminal.say(
        `in all: ${totals.launches} launches, about ${Math.ceil(totals.seconds / 60)} min side by side, ${(totals.diskBytes / 1e6).toFixed(1)} MB`,
      );
      const notices = [...purposeLines(manifest), ...waiverLines(manifest), ...powerLines(manifest)];
      for (const line of notices) terminal.say(line);
      terminal.document({ totals, manifest });
    });
