import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The git bundle of llama.cpp's sources that node-llama-cpp ships; its package exports no path, so it is looked for as Node looks for packages. */
export function llamaCppSources(): string | null {
  const folders = createRequire(import.meta.url).resolve.paths('node-llama-cpp') ?? [];
  const bundles = folders.map((folder) => join(folder, 'node-llama-cpp/llama/gitRelease.bundle'));
  return bundles.find((path) => existsSync(path)) ?? null;
}
