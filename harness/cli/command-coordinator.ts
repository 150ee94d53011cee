import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { coordinator } from '../app/lab/coordinator.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { labNamed, labOptions, metricsPortOption } from './lab/lab-options.ts';

export const coordinatorCommand = () =>
  labOptions(new Command('coordinator'))
    .option('--out <dir>', 'folder of the archived run folders', 'runs')
    .option(
      '--give-up <minutes>',
      'after which another phone gets a place whose host is silent (default: 30)',
      wholeNumber(1),
    )
    .addOption(metricsPortOption())
    .addHelpText(
      'after',
      `
Queues what was submitted, judges what has ended, writes its run folder. It touches no phone, may run anywhere, and twice.

Example:
  $ heatsoak coordinator --database postgres://heatsoak_coordinator_desk@lab/heatsoak --certificates heatsoak_coordinator_desk
`,
    )
    .action(async ({ out, giveUp: giveUpMinutes, metricsPort, ...options }) => {
      const terminal = openTerminal();
      const interruption = onInterrupt(terminal.announce);
      try {
        const { signal } = interruption;
        const runs = resolve(out);
        const asked = { ...labNamed(options), runs, giveUpMinutes, metricsPort };
        await coordinator(asked, terminal.announce, { signal });
      } finally {
        interruption.release();
      }
      terminal.document({ stopped: true });
    });
