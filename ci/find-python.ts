import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const REQUIREMENTS = 'ci/python-checks/requirements.txt';

/** The virtual environment for the pinned versions; other pins are another folder. Survives `npm ci`. */
export function pythonHome(): string {
  const pins = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  return resolve('.cache/python', pins);
}

/** Written last, so that a folder without it is a torn install. */
export const readyMark = (): string => resolve(pythonHome(), 'ready');

/** Python with Apple's coremltools and ONNX's checker for the tests, or why there is none. */
export type PythonForChecks = { readonly path: string } | { readonly skipped: string };

/** What `ensurePython` left behind: tests that are run alone find it too. */
export function findPython(): PythonForChecks {
  const path = resolve(pythonHome(), 'bin/python');
  if (existsSync(readyMark()) && existsSync(path)) return { path };
  return { skipped: process.env['HEATSOAK_PYTHON_SKIPPED'] ?? 'no Python for checks; npm test makes one' };
}
