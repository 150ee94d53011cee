import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findPython, type PythonForChecks, pythonHome, REQUIREMENTS, readyMark } from './find-python.ts';

const INSTALL_LIMIT_MS = 300_000;
const OLDEST = [3, 11] as const;

/**
 * Makes a virtual environment with the pinned reference tools once. Python is never required: without it, without
 * pip or without a network the tests that want it are skipped, and say with this reason why.
 */
export function ensurePython(say: (line: string) => void): PythonForChecks {
  const found = findPython();
  if ('path' in found) return found;
  const home = pythonHome();
  try {
    requireVersion();
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
    rmSync(home, { recursive: true, force: true });
    const skipped = `Python checks skipped: ${reasonOf(error)}`;
    say(skipped);
    return { skipped };
  }
}

function requireVersion(): void {
  const version = quietly('python3', ['-c', 'import sys; print(*sys.version_info[:2])']).trim();
  const [major = 0, minor = 0] = version.split(' ').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Error(`Python ${major}.${minor} is older than ${OLDEST.join('.')}`);
}

const quietly = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_LIMIT_MS,
  });

/** The last line that pip or Python said is the one that tells. */
function reasonOf(error: unknown): string {
  const stderr = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
  if ((error as { code?: string }).code === 'ENOENT') return 'python3 is not installed';
  return stderr || (error instanceof Error ? error.message : String(error));
}
