import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { modelCommand } from '../../models/commands/command-model.ts';
import { packageVersion } from '../files/package-home.ts';
import { calibrateCommand } from './command-calibrate.ts';
import { compareCommand } from './command-compare.ts';
import { confirmCommand } from './command-confirm.ts';
import { demoCommand } from './command-demo.ts';
import { deriveCommand } from './command-derive.ts';
import { detectCommand } from './command-detect.ts';
import { devicesCommand } from './command-devices.ts';
import { historyCommand } from './command-history.ts';
import { metricsCommand } from './command-metrics.ts';
import { planCommand } from './command-plan.ts';
import { referenceCommand } from './command-reference.ts';
import { reportCommand } from './command-report.ts';
import { runCommand } from './command-run.ts';
import { variantsCommand } from './command-variants.ts';
import { withLlamaBenchSpelling } from './llama-bench-spelling.ts';
import { usageError } from './usage-error.ts';

/** The command line: one file a command. */
export function program(): Command {
  const root = new Command('heatsoak')
    .description(
      'Measures language models on real iPhones until they throttle, and says whether a build may ship.',
    )
    .version(packageVersion)
    // An option belongs to the command it stands behind, also in a group whose own name is a command.
    .enablePositionalOptions()
    .addHelpText('after', '\nExample:\n  $ heatsoak demo\n');
  const commands: CommandUnknownOpts[] = [
    runCommand(),
    planCommand(),
    demoCommand(),
    devicesCommand(),
    deriveCommand(),
    compareCommand(),
    reportCommand(),
    referenceCommand(),
    calibrateCommand(),
    historyCommand(),
    confirmCommand(),
    metricsCommand(),
    detectCommand(),
    modelCommand(),
    variantsCommand(),
  ];
  for (const command of commands) {
    root.addCommand(finished(command));
  }
  return withOwnErrors(root as unknown as CommandUnknownOpts) as unknown as Command;
}

/** Every command, and every command of a group, ends and speaks JSON in the same way. */
function finished(command: CommandUnknownOpts): CommandUnknownOpts {
  command.commands.forEach(finished);
  return withOwnErrors(command).addOption(json()).addOption(color()).addOption(noColor());
}

const json = (): Option => new Option('--json', 'one JSON document on stdout, everything else on stderr');

const color = (): Option => new Option('--color', 'colours, whatever the terminal says');
const noColor = (): Option => new Option('--no-color', 'no colours; NO_COLOR does the same');

/** Commander prints nothing of its own but help; what went wrong is told by `main`, as every other error. */
function withOwnErrors(command: CommandUnknownOpts): CommandUnknownOpts {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error): never => {
    if (error.exitCode === 0) process.exit(0);
    throw usageError(error, command, withLlamaBenchSpelling(process.argv).slice(2));
  });
}
