#!/usr/bin/env node
import { HOST_NOT_READY, type LoadProblem, loadProblem, nodeProblem } from '../terminal/load-problem.ts';

// Exit code 1 is NO-GO, and Node ends with 1 when a module does not load: nothing is imported before this guard but what it
// needs itself.
process.on('uncaughtException', (error) => process.exit(endUnloaded(error)));

const problem = nodeProblem(process.versions.node);
if (problem) {
  process.exitCode = endWith(problem, HOST_NOT_READY);
} else {
  try {
    const { commandLine } = await import('./command-line.ts');
    await commandLine();
  } catch (error) {
    process.exitCode = endUnloaded(error);
  }
}

function endUnloaded(error: unknown): number {
  const known = loadProblem(error);
  if (known) return endWith(known, HOST_NOT_READY);
  const said = error instanceof Error ? error.message : String(error);
  const message = `Heatsoak cannot be loaded: ${said.split('\n')[0]}`;
  return endWith({ code: 'INTERNAL', message, hint: 'report it with this message' }, 70);
}

/** As every error is printed, by what is loaded already. */
function endWith(
  { code, message, hint }: Omit<LoadProblem, 'code'> & { code: string },
  exitCode: number,
): number {
  if (process.argv.includes('--json')) {
    const document = { error: { code, message, where: null, hint } };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  process.stderr.write(`error ${code}: ${message}\n  next: ${hint}\n`);
  return exitCode;
}
