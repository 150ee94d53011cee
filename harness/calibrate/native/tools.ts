import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ErrorCode } from '../../errors/codes.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';

const run = promisify(execFile);

export interface BuildTools {
  readonly compiler: string;
  /** First line that the compiler says of itself. */
  readonly compilerVersion: string;
}

/** Looked for in this order, after `CXX`. */
const COMPILERS = ['c++', 'g++', 'clang++'];
const LIMIT_MS = 10 * 60_000;

/**
 * A C++ compiler and git.
 * @throws HeatsoakError `COMPILER_MISSING` or `GIT_MISSING`, of kind host: nothing is wrong with what was asked for
 */
export async function buildTools(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<BuildTools> {
  const asked = environment['CXX'];
  const names = asked ? [asked] : COMPILERS;
  await says('git', environment).then((line) => {
    if (line === null) throw missing('GIT_MISSING', 'git', 'llama-bench comes out of a git bundle');
  });
  for (const compiler of names) {
    const compilerVersion = await says(compiler, environment);
    if (compilerVersion !== null) return { compiler, compilerVersion };
  }
  throw missing(
    'COMPILER_MISSING',
    `a C++ compiler (${names.join(', ')})`,
    'llama-bench has to be built here',
  );
}

/** First line of `<program> --version`, or null when it cannot be run. */
const says = (program: string, env: Readonly<Record<string, string | undefined>>): Promise<string | null> =>
  run(program, ['--version'], { env, timeout: LIMIT_MS }).then(
    ({ stdout }) => stdout.split('\n')[0] ?? '',
    () => null,
  );

const missing = (code: ErrorCode, what: string, why: string): HeatsoakError =>
  new HeatsoakError(code, `calibration skipped: this host has not ${what}, and ${why}`, {
    hint: 'install it (Debian: apt install g++ git; macOS: xcode-select --install), or calibrate on another host',
  });

/** Runs one step of the build. @throws HeatsoakError `LLAMA_BENCH_BUILD` with the tool's last words */
export async function buildStep(program: string, args: readonly string[], cwd: string): Promise<void> {
  await run(program, args, { cwd, timeout: LIMIT_MS, maxBuffer: 64 << 20 }).catch((cause) => {
    const said = String((cause as { stderr?: string }).stderr ?? messageOf(cause)).slice(-2000);
    throw new HeatsoakError('LLAMA_BENCH_BUILD', `llama-bench cannot be built: ${program} said ${said}`, {
      where: cwd,
      hint: 'name another compiler with CXX=…',
      cause,
    });
  });
}
