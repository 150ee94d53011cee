import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findPython, type PythonForChecks, pythonHome, REQUIREMENTS, readyMark } from './find-python.ts';

/** For all steps together: nobody waits longer for checks that may be skipped. */
const INSTALL_LIMIT_MS = 120_000;
const OLDEST = [3, 11] as const;

/**
 * Makes a virtual environment with the pinned reference tools once. Python is never required: without it, without
 * pip or without a network the tests that want it are skipped, and say with this reason why.
 */
export function ensurePython(say: (line: string) => void): PythonForChecks {
  const found = findPython();
  if ('path' in found) return found;
  const home = pythonHome();
  const quietly = until(performance.now() + INSTALL_LIMIT_MS);
  try {
    requireVersion(quietly);
    say('installing the pinned Python tools for the format checks (once)');
    rmSync(home, { recursive: true, force: true });
    mkdirSync(dirname(home), { recursive: true });
    quietly('python3', ['-m', 'venv', home]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    quietly(resolve(home, 'bin/python'), [...pip, '--requirement', REQUIREMENTS]);
    quietly(resolve(home, 'bin/python'), ['-c', 'import coremltools.libmilstoragepython, onnx']);
    writeFileSync(readyMark(), '');
    return { path: resolve(home, 'bin/python') };
  } catch (error) {
    // A step that was cut off may still write for a moment.
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    const skipped = `Python checks skipped: ${reasonOf(error)}`;
    say(skipped);
    return { skipped };
  }
}

function requireVersion(quietly: Quietly): void {
  const version = quietly('python3', ['-c', 'import sys; print(*sys.version_info[:2])']).trim();
  const [major = 0, minor = 0] = version.split(' ').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Error(`Python ${major}.${minor} is older than ${OLDEST.join('.')}`);
}

type Quietly = (command: string, args: readonly string[]) => string;

/** Runs commands one after another until a time that holds for all of them, ms. */
const until =
  (deadlineMs: number): Quietly =>
  (command, args) =>
    execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      // 0 would mean no limit.
      timeout: Math.max(1, Math.floor(deadlineMs - performance.now())),
    });

/** The last line that pip or Python printed names the cause. */
function reasonOf(error: unknown): string {
  const stderr = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return 'python3 is not installed';
  if (code === 'ETIMEDOUT') return `the tools were not installed within ${INSTALL_LIMIT_MS / 1000} s`;
  return stderr || (error instanceof Error ? error.message : String(error));
}
