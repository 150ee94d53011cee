import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { llamaCppSources } from './llama-cpp-sources.ts';

/** node-llama-cpp's own shared libraries, which the agent runs on too. */
export interface EngineLibraries {
  readonly folder: string;
  /** File names to link against: common, llama, ggml, ggml-base. */
  readonly link: readonly string[];
  /** Every library, also the backends that are looked for beside the program. */
  readonly all: readonly string[];
  /** git bundle of the sources that they were built from. */
  readonly sources: string;
}

/** Folder names of node-llama-cpp's prebuilt packages where no graphics processor is asked for. */
const packages: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64',
  'linux arm64': 'linux-arm64',
  'darwin arm64': 'mac-arm64-metal',
  'darwin x64': 'mac-x64',
};

/** Names carry the release, such as `libllama.v0.4.0.so` or `libggml.metal.v0.4.0.dylib`. */
const LINKED = [
  /^libllama-common\.(so|dylib)$/,
  /^libllama\..*v[\d.]+\.(so|dylib)$/,
  /^libggml\..*v[\d.]+\.(so|dylib)$/,
  /^libggml-base\.(so|dylib)$/,
];

/** @throws HeatsoakError `CALIBRATION_UNSUPPORTED` where node-llama-cpp has no such libraries for this host */
export function engineLibraries(platform = `${process.platform} ${process.arch}`): EngineLibraries {
  const name = packages[platform];
  if (!name) throw unsupported(`there are no prebuilt libraries to build llama-bench against on ${platform}`);
  const folder = inModules(join('@node-llama-cpp', name, 'bins', name));
  const sources = llamaCppSources();
  if (!folder || !sources) throw unsupported(`node-llama-cpp's package for ${platform} is not installed`);
  const all = readdirSync(folder).filter((file) => /^lib.*\.(so|dylib)$/.test(file));
  const link = LINKED.flatMap((pattern) => all.find((file) => pattern.test(file)) ?? []);
  if (link.length !== LINKED.length)
    throw unsupported(`${folder} has not the libraries that llama-bench needs`);
  return { folder, link, all, sources };
}

/** Packages export no path to their folders, so they are looked for as Node looks for packages. */
function inModules(path: string): string | null {
  const folders = createRequire(import.meta.url).resolve.paths('node-llama-cpp') ?? [];
  return folders.map((folder) => join(folder, path)).find((found) => existsSync(found)) ?? null;
}

const unsupported = (message: string): HeatsoakError =>
  new HeatsoakError('CALIBRATION_UNSUPPORTED', message, {
    hint: 'calibrate on Linux or macOS with npm ci done there; heatsoak reference needs no calibration to run',
  });
