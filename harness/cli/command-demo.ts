import { Command, Option } from '@commander-js/extra-typings';
import { demo } from '../app/demo.ts';
import { agentNames } from '../experiment/manifest.ts';
import { blockCount, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { demoRemark } from './demo-remark.ts';
import { endRun } from './run/end-run.ts';
import { underWay } from './run/under-way.ts';

export const demoCommand = () =>
  new Command('demo')
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option('--blocks <n>', 'ABBA blocks per phone', blockCount(2), 4)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .addOption(
      new Option('--agent <name>', 'the agent of the app; swift is the one of real phones').choices(
        agentNames,
      ),
    )
    .addHelpText('after', '\nExample:\n  $ heatsoak demo --seed 7\n')
    .action(async (options) => {
      const terminal = openTerminal();
      terminal.announce(
        'virtual phones: speed, heat and memory are simulated; the tokens are real llama.cpp output',
      );
      const done = await underWay(terminal, (ports) => demo(options, ports));
      const { derived, folder, interrupted, asPlanned, agents } = done;
      terminal.announce(`measured by ${agents.join(' and ') || 'no agent: nothing was measured'}`);
      await endRun(
        terminal,
        {
          // A demo's NO-GO is planted: no CI is to be told of it.
          ...{ derived, folder, out: folder, interrupted, publish: [] },
          exitCode: asPlanned ? 0 : 1,
          remark: demoRemark(done, options.blocks),
        },
        { asPlanned, agents },
      );
    });
