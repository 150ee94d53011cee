import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { worker } from '../app/lab/worker.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { labNamed, labOptions } from './lab/lab-options.ts';
import { artefactsNamed, workerOptions } from './worker/worker-options.ts';

export const workerCommand = () =>
  workerOptions(labOptions(new Command('worker')))
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Serves this host's phones to a lab until it is stopped. What it was killed in the middle of is gone on with when it starts again.

Example:
  $ heatsoak worker --database postgres://heatsoak_host_rack_1@lab/heatsoak --certificates heatsoak_host_rack_1 --artefacts /mnt/artefacts
`,
    )
    .action(async ({ home, devices, metricsPort, ...options }) => {
      const terminal = openTerminal();
      const store = artefactsNamed(options);
      const interruption = onInterrupt(terminal.announce);
      try {
        const { signal } = interruption;
        const asked = { ...labNamed(options), store, devices, home: resolve(home), metricsPort };
        await worker(asked, terminal.announce, { signal });
      } finally {
        interruption.release();
      }
      terminal.document({ stopped: true });
    });
