import { spawn } from 'node:child_process';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** An app is built in minutes, and with a clean cache in half an hour: a command that takes longer hangs. */
const LIMIT_MS = 2 * 3_600_000;
/** Of what it said last: enough for a compiler's error. */
const MOST_SAID = 2000;

/**
 * Runs the command that makes a build, in a shell, in a folder; what it says goes nowhere but into the error.
 * @throws HeatsoakError `BUILD_COMMAND_FAILED` with the end of what it said
 */
export function runBuildCommand(command: string, folder: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(command, { cwd: folder, shell: true, signal, timeout: LIMIT_MS });
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-MOST_SAID);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const fail = (how: string, cause?: unknown): void =>
      reject(
        new HeatsoakError(
          'BUILD_COMMAND_FAILED',
          `${command} ${how}${said === '' ? '' : `: ${said.trim()}`}`,
          {
            where: folder,
            cause,
          },
        ),
      );
    child.on('error', (cause) => fail('cannot be run', cause));
    child.on('close', (code, ended) => {
      if (code === 0) resolve();
      else fail(ended === null ? `ended with ${code}` : `was ended by ${ended}`);
    });
  });
}
