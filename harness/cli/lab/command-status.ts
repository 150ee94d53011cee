import { Command, Option } from '@commander-js/extra-typings';
import { countsOf } from '../../app/lab/await-verdict.ts';
import { statusOfLab } from '../../app/lab/desk.ts';
import type { LabAddress } from '../../app/lab/with-lab.ts';
import type { LabStatus } from '../../lab-server/lab-status.ts';
import { onInterrupt } from '../../terminal/interruption.ts';
import { wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labStatusCommand = () =>
  labOptions(new Command('status'))
    .addOption(
      new Option('--watch [seconds]', 'show it anew so often, until Ctrl-C; in a pipe it is shown once')
        .preset('2')
        .argParser(wholeNumber(1, 3600)),
    )
    .addHelpText('after', '\nExamples:\n  $ heatsoak lab status --json\n  $ heatsoak lab status --watch\n')
    .action(async ({ watch: everySeconds, ...options }) => {
      const terminal = openTerminal();
      const lab = labNamed(options);
      if (typeof everySeconds === 'number' && process.stdout.isTTY && !terminal.json)
        return watched(lab, everySeconds);
      const status = await statusOfLab(lab);
      terminal.table(status.map(rowOf));
      terminal.document(status);
    });

const rowOf = (run: LabStatus[number]): string[] => [
  ...[run.run, run.team, run.verdict ?? run.state],
  countsOf(run),
];

async function watched(lab: LabAddress, everySeconds: number): Promise<void> {
  const { watch } = await import('./watch.ts');
  const interruption = onInterrupt(() => undefined);
  try {
    const rows = async () => (await statusOfLab(lab)).map(rowOf);
    await watch({ rows, stream: process.stdout, everySeconds, signal: interruption.signal });
  } finally {
    interruption.release();
  }
}
