import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package's package.json: the clone, or the installed copy. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

export const packageVersion: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function findRoot(from: string): string {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'suites')) && existsSync(join(at, 'package.json'))) return at;
  }
  return from;
}

/** Caches (the demo's model, the vocabulary): `HEATSOAK_CACHE`, else the platform's cache folder. */
export function cacheFolder(): string {
  const asked = process.env['HEATSOAK_CACHE'];
  if (asked) return asked;
  const xdg = process.env['XDG_CACHE_HOME'];
  if (xdg) return join(xdg, 'heatsoak');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library/Caches/heatsoak')
    : join(homedir(), '.cache/heatsoak');
}

/** Leases of this user, for temporary folders are often one a user: a lab with several users sets `HEATSOAK_LEASES`. */
export function leaseFolder(): string {
  return process.env['HEATSOAK_LEASES'] ?? join(tmpdir(), 'heatsoak-leases');
}
