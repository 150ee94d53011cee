import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { INTERRUPTED } from './exit-code.ts';
import { interruptSignals } from './interruption.ts';

/** The process that waits for this one, by its id: what is set beforehand by anybody else does not count. */
const WAITING = 'HEATSOAK_WAITING_PROCESS';

/**
 * Runs this very command once more in a process of its own, and waits. Native engines end a process that holds a model which they did
 * not expect (`GGML_ASSERT`); then that process is gone, and this one can say so and clean up.
 * @param cleanUp what the dead process left, by its id
 * @param program the command line's; a program that uses a command as a library keeps it in its own process
 * At a signal that ends the work the exit code says so.
 * @returns false in the process that is to do the work, true where it is done
 * @throws HeatsoakError `ENGINE_DIED`
 */
export async function ranApart(
  cleanUp: (pid: number) => Promise<void>,
  program: string = commandLine,
): Promise<boolean> {
  if (!isRunning(program)) return false;
  if (process.env[WAITING] === String(process.ppid)) {
    endWithParent();
    return false;
  }
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, [WAITING]: String(process.pid) },
    // A group of its own: at Ctrl-C it hears of it once, from here.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const name of interruptSignals) process.on(name, forward);
  try {
    const { code, signal } = await ended(child);
    if (signal !== null) await cleanUp(child.pid ?? 0);
    if (signal !== null && !interruptSignals.includes(signal as never)) throw died(signal);
    // One that had nothing to put away did not answer the signal itself.
    if (signal !== null) process.stderr.write('interrupted\n');
    process.exitCode = code ?? INTERRUPTED;
    return true;
  } finally {
    for (const name of interruptSignals) process.off(name, forward);
  }
}

/** `main.ts` of the command line, or what it is compiled to. */
const commandLine = fileURLToPath(new URL(`../cli/main${extname(import.meta.filename)}`, import.meta.url));

/** npm starts a program by a link. */
function isRunning(program: string): boolean {
  const [, script] = process.argv;
  try {
    return script !== undefined && realpathSync(script) === realpathSync(program);
  } catch {
    return false;
  }
}

/** Also where the waiting process was killed outright, this one must not go on alone. */
function endWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

const ended = (
  child: ReturnType<typeof spawn>,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });

const died = (signal: NodeJS.Signals): HeatsoakError =>
  new HeatsoakError(
    'ENGINE_DIED',
    `an engine ended its process with ${signal} instead of refusing the model; what it said last stands above`,
    {
      hint: 'llama.cpp aborts on some models that it does not expect; heatsoak model inspect says whether the file is whole',
    },
  );
