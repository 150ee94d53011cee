import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The Swift agent as a program of this machine, or why there is none. */
export type BuiltAgent = { readonly path: string } | { readonly skipped: string };

/** What `ci/swift-linux.sh agent` left behind. */
export function findAgent(): BuiltAgent {
  const path = resolve('.cache/swift/agent/release/heatsoak-agent');
  return existsSync(path) ? { path } : { skipped: 'no Swift agent; ci/swift-linux.sh agent builds one' };
}
