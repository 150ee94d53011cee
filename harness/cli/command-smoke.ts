import { Command } from '@commander-js/extra-typings';
import { plain, smoke } from '../app/smoke/smoke.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { exitCodeOfError } from '../terminal/exit-code.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { underWay } from './run/under-way.ts';
import { smokeLines } from './smoke-lines.ts';

export const smokeCommand = () =>
  new Command('smoke')
    .requiredOption('--device <id>', 'phone of devices.json')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--build <build.json>', 'the app that is tried; virtual phones have one of their own')
    .option('--out <dir>', 'folder of the run folder and of the recording', 'runs')
    .addHelpText(
      'after',
      `
The recording has neither serial number, IMEI, addresses, phone number nor names in it; udids are shortened.

Example:
  $ heatsoak smoke --device my-phone --build candidate.json

${exitCodeHelp}
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const smoked = await underWay(terminal, (ports) => smoke(options, ports));
      for (const line of smokeLines(smoked)) terminal.say(line);
      const { fault } = smoked;
      process.exitCode = smoked.works ? 0 : exitCodeOfError[fault?.kind ?? 'device'];
      terminal.document({ ...smoked, fault: fault && plain(fault), exitCode: process.exitCode });
    });
