import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { listRuns } from '../app/history/list-runs.ts';
import { verdictWords } from '../judge/verdict.ts';
import { collect, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { runsOption } from './run/run-argument.ts';
import { sayRuns } from './run/run-list-lines.ts';

export const runsCommand = () =>
  new Command('runs')
    .option(...runsOption)
    .option('--verdict <word>', 'only runs with this verdict; repeat for several', verdicts)
    .option('--build <name>', 'only runs of this build: its name, version, or how its commit begins')
    .option('--device <id>', 'only runs on this phone')
    .option('--since <time>', 'only runs since a day (2026-11-22), or so far back (12h, 7d, 4w)')
    .option('--last <n>', 'only so many of the newest', wholeNumber(1))
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak runs --verdict NO-GO --since 7d
  $ heatsoak runs --build 3f9c1a2 --json

While a run is being measured, its verdict is "measuring".
Exit codes: 0, also where no run is left by the filters; 2 wrong usage, or no folder of runs.
`,
    )
    .action(async ({ verdict, ...options }) => {
      const terminal = openTerminal();
      const document = await listRuns({ ...options, verdicts: verdict });
      sayRuns(terminal, document);
      terminal.document(document);
    });

function verdicts(value: string, before: string[] = []): string[] {
  const word = verdictWords.find((each) => each === value.toUpperCase());
  if (word === undefined) throw new InvalidArgumentError(`verdicts are ${verdictWords.join(', ')}`);
  return collect(word, before);
}
