import { printError, wantsJson } from '../terminal/terminal.ts';
import { guardProcess } from './guard-process.ts';
import { withLlamaBenchSpelling } from './llama-bench-spelling.ts';
import { program } from './program.ts';

/** Runs the command that was typed. What goes wrong is printed; the process ends with its code. */
export async function commandLine(): Promise<void> {
  const json = wantsJson();
  guardProcess(json);
  const argv = withLlamaBenchSpelling(process.argv);
  try {
    const line = await program(argv.slice(2));
    await line.parseAsync(argv);
  } catch (error) {
    process.exitCode = printError(error, json);
  }
}
