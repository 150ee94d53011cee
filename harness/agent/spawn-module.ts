import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The sources and what is built of them lie alike below these two. */
const sources = new URL('../../', import.meta.url).href;
const built = new URL('dist/', sources).href;

/** Runs one of our modules as a process of its own: from source through tsx, published or built as plain JavaScript. */
export function spawnModule(url: URL, args: readonly string[], stdio: StdioOptions): ChildProcess {
  const path = fileURLToPath(process.env['HEATSOAK_BUILT'] ? builtOf(url) : url);
  const loader = path.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  return spawn(process.execPath, [...loader, path, ...args], { stdio });
}

/**
 * What was built of a source, where it was: a fixture of tests is not. `npm test` builds first and says so by `HEATSOAK_BUILT`,
 * for a built process starts in a third of the processor time, and the tests start hundreds.
 */
export function builtOf(source: URL): URL {
  const javascript = new URL(source.href.replace(sources, built).replace(/\.ts$/, '.js'));
  return existsSync(javascript) ? javascript : source;
}
