import { Command } from '@commander-js/extra-typings';
import type { DeviceOptions } from '../app/conformance/check-device.ts';
import { checkFolder } from '../app/conformance/check-folder.ts';
import type { Conformance } from '../app/conformance/conformance-document.ts';
import type { ProgramOptions } from '../app/conformance/program/check-program.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { conformanceLines, exitCodeOfConformance } from './conformance-lines.ts';

const HELP = `
Each rule is kept (✓), broken (✕, with the line that breaks it), or not shown by these launches (?). The rules, and all that an
agent writes and reads: harness/protocol/spec.md.

A program is launched some twenty times: on ordinary plans, killed at several moments, on plans that it must refuse, on a full disk.
It gets HEATSOAK_SESSION and, as its last argument, the path of plan.json; its working folder stands for Documents.

Examples:
  $ heatsoak conformance --folder runs/2026-11-22T03-00-00Z-3f9c1a
  $ heatsoak conformance --device my-phone --build candidate.json
  $ heatsoak conformance -- ./my-agent --quiet

Exit codes: 0 no rule is broken; 1 one is; 2 wrong usage, or nothing to check; 5, 6 and 7 as for run; 130 interrupted.
`;

export const conformanceCommand = () =>
  new Command('conformance')
    .argument('[command...]', 'behind --: the program of an agent, with its arguments')
    .option('--folder <dir>', 'a launch folder, a folder of launch folders, or a run folder')
    .option('--device <id>', 'phone of devices.json: one launch there of the app of --build')
    .option('--build <file>', 'build.json of the app, for --device')
    .option('--devices <file>', 'the lab, for --device (default: devices.json here, else the virtual lab)')
    .option('--suite <name>', 'what the phone is asked to do (default: quick)')
    .option('--keep <dir>', 'keep what the launches of a program or a phone wrote, below this folder')
    .addHelpText('after', HELP)
    .action(async (command, options) => {
      const terminal = openTerminal();
      const found = await check(terminal, command, options);
      for (const line of conformanceLines(found)) terminal.say(line);
      terminal.document(found);
      process.exitCode = exitCodeOfConformance(found);
    });

interface Options {
  readonly folder?: string | undefined;
  readonly device?: string | undefined;
  readonly build?: string | undefined;
  readonly devices?: string | undefined;
  readonly suite?: string | undefined;
  readonly keep?: string | undefined;
}

/** @throws HeatsoakError `USAGE` unless one thing is named that can be checked */
async function check(terminal: Terminal, command: readonly string[], options: Options): Promise<Conformance> {
  const [program, ...args] = command;
  const { folder, device, build, keep } = options;
  const named = [program, folder, device].filter((each) => each !== undefined);
  if (named.length !== 1) {
    const found = named.length === 0 ? 'nothing' : 'more than one thing';
    throw new HeatsoakError('USAGE', `${found} to check is named`, {
      hint: 'name one: --folder DIR, --device ID with --build FILE, or -- COMMAND',
    });
  }
  if (folder !== undefined) return checkFolder(folder);
  if (program !== undefined) return checkLaunched(terminal, { command: [program, ...args], keep });
  if (device !== undefined && build !== undefined) return checkPhone(terminal, { ...options, device, build });
  throw new HeatsoakError('USAGE', 'the app that the phone is to run is not named', {
    hint: 'add --build FILE',
  });
}

async function checkPhone(terminal: Terminal, options: DeviceOptions): Promise<Conformance> {
  const [{ checkDevice }, { underWay }] = await Promise.all([
    import('../app/conformance/check-device.ts'),
    import('./run/under-way.ts'),
  ]);
  return underWay(terminal, (ports) => checkDevice(options, ports));
}

async function checkLaunched(terminal: Terminal, options: ProgramOptions): Promise<Conformance> {
  const { checkProgram } = await import('../app/conformance/program/check-program.ts');
  const interruption = onInterrupt(terminal.announce, 'ending the launch under way');
  try {
    return await checkProgram(options, { signal: interruption.signal }, (launch) =>
      terminal.note(`launch ${launch}`),
    );
  } finally {
    interruption.release();
  }
}
