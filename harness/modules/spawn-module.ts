import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtOf } from './built-of.ts';

/** Runs one of our modules as a process of its own: from source through tsx, published or built as plain JavaScript. */
export const spawnModule = (url: URL, args: readonly string[], stdio: StdioOptions): ChildProcess =>
  spawn(process.execPath, [...moduleArguments(url), ...args], { stdio });

/** What Node is given to run one of our modules, before the module's own arguments. */
export function moduleArguments(url: URL): string[] {
  const path = fileURLToPath(builtOf(url));
  return path.endsWith('.ts') ? ['--import', import.meta.resolve('tsx'), path] : [path];
}
