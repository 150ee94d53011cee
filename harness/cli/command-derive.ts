import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../run/derive.ts';
import { exitCodeOfRun } from './exit-code.ts';
import { writeReport } from './pages/write-report.ts';
import { verdictLines } from './run/verdict-lines.ts';
import { openTerminal } from './terminal.ts';

export const deriveCommand = () =>
  new Command('derive')
    .description('redo samples, metrics, comparison, verdict and report from the event logs; needs no phone')
    .argument('<run>', 'run folder')
    .addHelpText('after', '\nExample:\n  $ heatsoak derive runs/2026-11-22T03-00-00Z\n')
    .action(async (run) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const path = resolve(run);
      const derived = await derive(path);
      const report = await writeReport(path, derived);
      for (const line of verdictLines(derived.verdict)) terminal.say(line);
      terminal.say(`report: ${report}`);
      terminal.document({ run: path, report, ...derived.verdict });
      process.exitCode = exitCodeOfRun(derived);
    });
