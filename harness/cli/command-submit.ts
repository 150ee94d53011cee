import { Command, Option } from '@commander-js/extra-typings';
import { awaitVerdict, type WaitOptions } from '../app/lab/await-verdict.ts';
import { submit } from '../app/lab/submit.ts';
import type { VerdictWord } from '../judge/verdict.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { labNamed } from './lab/lab-options.ts';
import { submitOptions } from './lab/submit-options.ts';

export const submitCommand = () =>
  submitOptions(new Command('submit'))
    .addOption(
      new Option(
        '--wait [hours]',
        'wait until it is judged, for so long at most (a day unless said), and end as its verdict',
      )
        .preset('24')
        .argParser(wholeNumber(1, MOST_HOURS)),
    )
    .addHelpText(
      'after',
      `
Takes what run takes, but for phones: those of the lab. A run of a lab has no reference.

Example:
  $ heatsoak submit --suite quick --candidate new.json --baseline old.json --pool iPhone15,4=2 --artefacts /mnt/artefacts
`,
    )
    .action(async ({ deadline: deadlineHours, wait: limitHours, ...options }) => {
      const terminal = openTerminal();
      const lab = labNamed(options);
      const submitted = await submit({ ...options, ...lab, deadlineHours });
      terminal.say(
        `${submitted.run}: ${submitted.sessions.length} sessions wait; heatsoak lab status shows them`,
      );
      if (typeof limitHours !== 'number') return terminal.document(submitted);
      const verdict = await waited(terminal, { ...lab, run: submitted.run, limitHours });
      process.exitCode = exitCodeOfVerdict[verdict];
      terminal.document({ ...submitted, verdict, exitCode: process.exitCode });
    });

/** Longer than any night; whoever waits for a month has forgotten it. */
const MOST_HOURS = 31 * 24;

async function waited(terminal: Terminal, options: WaitOptions): Promise<VerdictWord> {
  const interruption = onInterrupt(terminal.announce, 'waiting no longer; the lab goes on with the run');
  try {
    const verdict = await awaitVerdict(options, terminal.announce, interruption);
    terminal.announce(`${options.run}: ${verdict}`);
    return verdict;
  } finally {
    interruption.release();
  }
}
