import { execFile } from 'node:child_process';

const LIMIT_MS = 3000;

export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
}

/**
 * Runs a small command of this host; null where there is no such command.
 * @throws Error where it does not end in three seconds
 */
export function hostCommand(command: string, args: readonly string[]): Promise<CommandOutput | null> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: LIMIT_MS, encoding: 'utf8' }, (error, stdout) => {
      if (error?.code === 'ENOENT') resolve(null);
      else if (error?.killed) reject(new Error(`${command} did not end within ${LIMIT_MS / 1000} s`));
      else resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout });
    });
  });
}
