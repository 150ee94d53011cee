import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineLibraries, engineLibraries } from './engine-libraries.ts';
import { type BuildTools, buildStep, buildTools } from './tools.ts';
import { TURNS_SOURCE } from './turns-source.ts';

/** llama-bench as it was built here, and by what. */
export interface NativeBench {
  /** The program: llama-bench, and with `--turns` the same turn by turn. */
  readonly path: string;
  readonly compiler: string;
  readonly libraries: string;
}

const NAME = 'llama-bench';
/** What llama-bench.cpp includes. */
const NEEDED = ['include', 'ggml/include', 'common', 'src', 'vendor', 'tools/llama-bench'];

/**
 * llama-bench from the sources of node-llama-cpp's own release, linked against node-llama-cpp's own libraries; made once and cached.
 * @throws HeatsoakError of kind host when the host lacks what it takes
 */
export async function buildLlamaBench(cacheDir: string): Promise<NativeBench> {
  const libraries = engineLibraries();
  const tools = await buildTools(process.env);
  const key = createHash('sha256').update(
    [TURNS_SOURCE, tools.compilerVersion, libraries.folder, ...libraries.link].join('\0'),
  );
  const folder = join(cacheDir, `llama-bench-${key.digest('hex').slice(0, 16)}`);
  const built = { path: join(folder, NAME), compiler: tools.compilerVersion, libraries: libraries.folder };
  if (existsSync(built.path)) return built;
  const part = `${folder}.${process.pid}.part`;
  try {
    await build(part, libraries, tools);
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return built;
}

async function build(folder: string, libraries: EngineLibraries, tools: BuildTools): Promise<void> {
  const sources = join(folder, 'llama.cpp');
  await mkdir(folder, { recursive: true });
  await buildStep('git', ['clone', '-q', '--no-checkout', libraries.sources, sources], folder);
  await buildStep('git', ['checkout', '-q', 'HEAD', '--', ...NEEDED], sources);
  await writeFile(join(sources, 'turns.cpp'), TURNS_SOURCE);
  await buildStep(tools.compiler, compilerArguments(sources, join(folder, NAME), libraries), folder);
  // ggml looks for its backends beside the program.
  for (const file of libraries.all) await symlink(join(libraries.folder, file), join(folder, file));
  await rm(sources, { recursive: true, force: true });
}

/** As node-llama-cpp's release was built, where it matters to a loop that only calls: optimised, without asserts. */
function compilerArguments(sources: string, output: string, libraries: EngineLibraries): string[] {
  const apple = process.platform === 'darwin';
  return [
    ...['-O3', '-DNDEBUG', '-std=c++17'],
    ...NEEDED.map((folder) => `-I${join(sources, folder)}`),
    join(sources, 'turns.cpp'),
    ...['-o', output],
    ...(apple
      ? libraries.link.map((file) => join(libraries.folder, file))
      : [`-L${libraries.folder}`, ...libraries.link.map((file) => `-l:${file}`)]),
    `-Wl,-rpath,${apple ? '@loader_path' : '$ORIGIN'}`,
    '-lpthread',
  ];
}
