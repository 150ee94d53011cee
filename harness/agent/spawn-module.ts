import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs one of our modules as a process of its own: from source through tsx, published as plain JavaScript. */
export function spawnModule(url: URL, args: readonly string[], stdio: StdioOptions): ChildProcess {
  const path = fileURLToPath(url);
  const loader = path.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  return spawn(process.execPath, [...loader, path, ...args], { stdio });
}
