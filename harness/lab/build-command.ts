import { spawn } from 'node:child_process';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** An app is built in minutes, and with a clean cache in half an hour: a command that takes longer hangs. */
const LIMIT_MS = 2 * 3_600_000;
/** Of what it said last: enough for a compiler's error. */
const MOST_SAID = 2000;

/** What a build is made of: a folder to work in, and what it is told by its environment. */
interface BuildPlace {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Runs the command that makes a build, in a shell; what it says goes nowhere but into the error.
 * @returns the end of what it wrote to stdout
 * @throws HeatsoakError `BUILD_COMMAND_FAILED` with the end of what it said
 */
export function runBuildCommand(command: string, { folder, env, signal }: BuildPlace): Promise<string> {
  return new Promise((resolve, reject) => {
    let [written, said] = ['', ''];
    const options = { cwd: folder, shell: true, signal, timeout: LIMIT_MS, env: { ...process.env, ...env } };
    const child = spawn(command, options);
    child.stdout.on('data', (chunk: Buffer) => {
      written = endOf(written + chunk.toString());
      said = endOf(said + chunk.toString());
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = endOf(said + chunk.toString());
    });
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
      if (code === 0) resolve(written);
      else fail(ended === null ? `ended with ${code}` : `was ended by ${ended}`);
    });
  });
}

const endOf = (text: string): string => text.slice(-MOST_SAID);
