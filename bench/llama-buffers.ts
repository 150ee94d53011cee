import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineLibraries } from '../harness/calibrate/native/engine-libraries.ts';
import { buildStep, buildTools } from '../harness/calibrate/native/tools.ts';
import { ggufHeader } from '../models/gguf/write-gguf.ts';
import type { KeyValueType, MemorySettings } from '../models/memory/cache-bytes.ts';
import { type Header, metadataOf } from '../models/memory/headers.fixture.ts';

const run = promisify(execFile);

/** What llama.cpp says it takes, MiB in two decimals: key-value cache, recurrent state, compute and output buffer. */
export type Buffers = readonly [keyValue: number, state: number, compute: number, output: number];

const SOURCE = fileURLToPath(new URL('../models/memory/llama-buffers.cpp', import.meta.url));
const HEADERS = ['include', 'ggml/include'];

/** The program that asks node-llama-cpp's own llama.cpp, built in a folder. */
export async function buildJudge(folder: string): Promise<string> {
  const program = join(folder, 'llama-buffers');
  if (existsSync(program)) return program;
  const { compiler } = await buildTools(process.env);
  const libraries = engineLibraries();
  const sources = join(folder, 'llama.cpp');
  await mkdir(folder, { recursive: true });
  await buildStep('git', ['clone', '-q', '--no-checkout', libraries.sources, sources], folder);
  await buildStep('git', ['checkout', '-q', 'HEAD', '--', ...HEADERS], sources);
  const linked = libraries.link
    .filter((file) => !file.includes('common'))
    .map((file) => join(libraries.folder, file));
  const includes = HEADERS.map((path) => `-I${join(sources, path)}`);
  await buildStep(
    compiler,
    ['-O1', '-std=c++17', ...includes, SOURCE, ...linked, `-Wl,-rpath,${folder}`, '-o', `${program}.part`],
    folder,
  );
  // ggml looks for its backends beside the program.
  for (const file of libraries.all) await symlink(join(libraries.folder, file), join(folder, file));
  await rm(sources, { recursive: true });
  await rename(`${program}.part`, program);
  return program;
}

/** ggml's numbers of the types. */
const typeIds: Readonly<Record<KeyValueType, number>> = {
  f32: 0,
  f16: 1,
  q4_0: 2,
  q4_1: 3,
  q5_0: 6,
  q5_1: 7,
  q8_0: 8,
  iq4_nl: 20,
  bf16: 30,
};

/** The buffers of a header for each setting; null where llama.cpp refuses it. */
export async function buffersOf(
  program: string,
  header: Header,
  settings: readonly MemorySettings[],
  folder: string,
): Promise<(Buffers | null)[]> {
  const path = join(folder, `${header.name}.gguf`);
  const tensors = Array.from({ length: header.layers }, (_, layer) =>
    header.optional.map((name) => ({
      name: `blk.${layer}.${name}.weight`,
      dims: [32],
      type: name.endsWith('norm') ? ('F32' as const) : ('F16' as const),
    })),
  ).flat();
  await writeFile(path, ggufHeader(metadataOf(header), tensors));
  const words = settings.flatMap((each) => [
    each.context,
    Number(each.flashAttention),
    each.sequences ?? 1,
    Number(each.unified ?? true),
    typeIds[each.keyValueType],
    typeIds[each.valueType ?? each.keyValueType],
    each.batch ?? 512,
  ]);
  const { stdout } = await run(program, [path, ...words.map(String)], { timeout: 120_000 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => (line === 'refused' ? null : (line.split(' ').map(Number) as unknown as Buffers)));
}
