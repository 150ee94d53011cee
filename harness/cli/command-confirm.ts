import { Command } from '@commander-js/extra-typings';
import { confirm, planConfirmation } from '../app/confirm.ts';
import { report } from '../app/report.ts';
import type { Confirmation } from '../history/confirmation.ts';
import type { Objection } from '../judge/gate-request.ts';
import { exitCodeOfVerdict, INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { confirmationLine } from './history/confirmation-line.ts';
import { signOption } from './run/sign-option.ts';
import { underWay } from './run/under-way.ts';

export const confirmCommand = () =>
  new Command('confirm')
    .option('--trigger <id>', 'the change to confirm (default: the newest that waits)')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--blocks <n>', 'ABBA blocks', blockCount(3), 8)
    .option(
      '--fail-fast',
      'skip what is left, on all phones, once a build crashes or answers wrongly beyond doubt',
    )
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .option(...signOption)
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak confirm --trigger 7df40c43

Exit codes: 0 no change for the worse was confirmed, or no trigger waits; 1 confirmed for the worse, or the newer build crashes
or answers wrongly; 2 wrong usage, or no such trigger; 3 too little evidence; 130 interrupted.
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const planned = await planConfirmation(options);
      if (!planned) {
        terminal.say('no trigger waits for a confirming run');
        terminal.document({ confirmation: null, report: null });
        return;
      }
      const { change, series, head, lastGood } = planned.plan;
      terminal.announce(
        `${change.id}: ${head.name} (${head.run}) against ${lastGood.name} (${lastGood.run}) on ${series.device}, ${options.blocks} blocks`,
      );
      const { confirmation, derived, folder } = await underWay(terminal, (ports) => confirm(planned, ports));
      if (confirmation) terminal.announce(confirmationLine(confirmation));
      const fault = derived.objections.find(({ verdict }) => verdict === 'NO-GO');
      if (fault) terminal.announce(fault.reason);
      const published = await report(derived, folder);
      terminal.say(`report: ${published.report}`);
      terminal.document({ confirmation, report: published.report });
      process.exitCode = confirmation ? exitCodeOf(confirmation, change.better, fault) : INTERRUPTED;
    });

/** A confirmed change for the worse is NO-GO, and so is what a build does wrong by itself; too little evidence is inconclusive. */
function exitCodeOf({ outcome }: Confirmation, better: boolean, fault: Objection | undefined): number {
  if (fault) return exitCodeOfVerdict['NO-GO'];
  if (outcome === 'confirmed') return better ? 0 : exitCodeOfVerdict['NO-GO'];
  return outcome === 'noise' ? 0 : exitCodeOfVerdict.INCONCLUSIVE;
}
