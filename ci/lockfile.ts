interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly optionalDependencies?: Record<string, string>;
}

export interface Lock {
  readonly packages: Record<string, Entry>;
}

/** Optional packages that a locked package names and the lock does not hold: npm drops them without a word. */
export function missingBinaries(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, range]) => !isLocked(lock.packages, path, name, range))
      .map(([name]) => `${path.replace(/^.*node_modules\//, '')} -> ${name}`),
  );
}

/** Searches where Node would; an exact range must be met by that version. */
function isLocked(packages: Record<string, Entry>, from: string, name: string, range: string): boolean {
  const exact = /^\d+\.\d+\.\d+$/.test(range) ? range : null;
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const found = packages[`${at ? `${at}/` : ''}node_modules/${name}`];
    if (found) return exact === null || found.version === exact;
    if (!at) return false;
  }
}

/** The binaries that a user of Linux x64 or an Apple-silicon Mac gets. */
export const neededBinaries = [
  '@biomejs/cli-linux-x64',
  '@biomejs/cli-darwin-arm64',
  '@esbuild/linux-x64',
  '@esbuild/darwin-arm64',
  '@node-llama-cpp/linux-x64',
  '@node-llama-cpp/mac-arm64-metal',
] as const;

/** Needed binaries that the lock does not hold at all. */
export function absentBinaries(lock: Lock): string[] {
  const names = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
  return neededBinaries.filter((name) => !names.has(name));
}

/** Builds of llama.cpp for Linux with a GPU, 619 MB: package.json puts builds of Windows in their place, which npm leaves out. */
export const gpuBuilds = [
  '@node-llama-cpp/linux-x64-cuda',
  '@node-llama-cpp/linux-x64-cuda-ext',
  '@node-llama-cpp/linux-x64-vulkan',
] as const;

/** Paths of GPU builds that an install on Linux or a Mac would bring. */
export function installedGpuBuilds(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, { os }]) =>
    gpuBuilds.some((name) => path.endsWith(`node_modules/${name}`)) && os?.join() !== 'win32' ? [path] : [],
  );
}

/** Entries that name the registry they came from. */
export function namedRegistries(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) => (entry.resolved ? [path] : []));
}
