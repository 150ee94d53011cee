/** Why this process cannot load or open what it needs, in words. */
export interface LoadProblem {
  readonly code: 'PACKAGE_MISSING' | 'TOO_MANY_FILES' | 'NODE_UNSUPPORTED';
  readonly message: string;
  readonly hint: string;
}

/** Exit code of a host that is not ready: the same as `exitCodeOfError.host`, which stands behind imports. */
export const HOST_NOT_READY = 6;

/**
 * What the system says when a module or a file cannot be opened for a reason that is the host's; null for anything else.
 * It imports nothing, so that it can be asked when nothing loads.
 */
export function loadProblem(error: unknown): LoadProblem | null {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const said = String(message).split('\n')[0] ?? '';
  if (code === 'EMFILE' || code === 'ENFILE') {
    return {
      code: 'TOO_MANY_FILES',
      message: `this process may not open more files: ${said}`,
      hint: 'raise the limit of open files: ulimit -n 1024',
    };
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return {
      code: 'PACKAGE_MISSING',
      message: `the installation is incomplete: ${said}`,
      hint: 'install again: npm ci in the clone, npm install heatsoak elsewhere',
    };
  }
  return null;
}

/** Where Appium and the loader of ES modules run: the first release of each major version, and all of 24 and later. */
const leastMinor: Readonly<Record<number, number>> = { 20: 19, 22: 12 };
const EVERY_FROM = 24;

/** As package.json says it in `engines`. */
export const NODE_RANGE = '^20.19.0 || ^22.12.0 || >=24.0.0';

/** @param version such as `22.11.0` */
export function nodeProblem(version: string): LoadProblem | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const least = leastMinor[major];
  if (major >= EVERY_FROM || (least !== undefined && minor >= least)) return null;
  return {
    code: 'NODE_UNSUPPORTED',
    message: `Node ${version} cannot run Heatsoak: it needs 20.19 or newer of 20, 22.12 or newer of 22, or 24 and newer`,
    hint: 'install one of these, and start the same command again',
  };
}
