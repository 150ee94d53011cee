import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { publishReport } from '../app/publish-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';
import { verdictLines } from './run/verdict-lines.ts';

export const deriveCommand = () =>
  new Command('derive')
    .description('redo samples, metrics, comparison, verdict and report from the event logs; needs no phone')
    .argument('<run>', 'run folder')
    .addHelpText('after', '\nExample:\n  $ heatsoak derive runs/2026-11-22T03-00-00Z\n')
    .action(async (run) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const path = resolve(run);
      const derived = await derive(path);
      const report = await publishReport(derived, path);
      for (const line of verdictLines(derived.verdict)) terminal.say(line);
      terminal.say(`report: ${report}`);
      terminal.document({ run: path, report, ...derived.verdict });
      process.exitCode = exitCodeOfRun(derived);
    });
