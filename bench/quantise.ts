import { execFile } from 'node:child_process';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engineLibraries } from '../harness/calibrate/native/engine-libraries.ts';
import { buildStep, buildTools } from '../harness/calibrate/native/tools.ts';
import { openGguf } from '../models/gguf/open-gguf.ts';
import { mixes } from '../models/quantise/mix.ts';
import { heatsoakCommand } from './heatsoak-model.ts';
import type { ModelRow } from './model-row.ts';

/**
 * Processor time of `heatsoak model quantize` over that of llama.cpp's own function, on the same model and to the same type,
 * one after the other. `folder` needs room for two models.
 */
export async function quantiseRows(model: string, folder: string): Promise<ModelRow[]> {
  const own = join(folder, 'bench-quantise');
  const program = await llamaQuantize(own);
  const rows: ModelRow[] = [];
  try {
    const [made, wanted] = [join(own, 'ours.gguf'), join(own, 'theirs.gguf')];
    for (const type of ['Q4_0', 'Q8_0'] as const) {
      const theirs = await processorSeconds([program, model, wanted, String(mixes[type].fileType)]);
      const ours = await processorSeconds(heatsoakCommand('quantize', model, made, '--type', type));
      const what = `model quantize to ${type}, processor time over llama-quantize's (${ours.toFixed(1)} s, ${theirs.toFixed(1)} s), percent`;
      rows.push({ what, value: (100 * ours) / theirs, unit: '%', goal: 150 });
      const others = await otherTensors(made, wanted);
      rows.push({ what: 'its tensors that are not the same bytes', value: others, unit: '', goal: 0 });
    }
    return rows;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Built from the sources that node-llama-cpp carries, against its own libraries. @returns the program */
async function llamaQuantize(folder: string): Promise<string> {
  const libraries = engineLibraries();
  const tools = await buildTools(process.env);
  const sources = join(folder, 'llama.cpp');
  await mkdir(folder, { recursive: true });
  await buildStep('git', ['clone', '-q', '--no-checkout', libraries.sources, sources], folder);
  await buildStep('git', ['checkout', '-q', 'HEAD', '--', 'include', 'ggml/include'], sources);
  await cp(new URL('./llama-quantize.cpp', import.meta.url), join(folder, 'main.cpp'));
  for (const file of libraries.all) await symlink(join(libraries.folder, file), join(folder, file));
  const include = ['include', 'ggml/include'].map((each) => `-I${join(sources, each)}`);
  const isMac = process.platform === 'darwin';
  const link = isMac
    ? libraries.link.map((file) => join(libraries.folder, file))
    : [`-L${libraries.folder}`, ...libraries.link.map((file) => `-l:${file}`)];
  const output = join(folder, 'llama-quantize');
  const rpath = `-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}`;
  await buildStep(
    tools.compiler,
    ['-O2', '-std=c++17', ...include, 'main.cpp', '-o', output, ...link, rpath],
    folder,
  );
  return output;
}

/** How many tensors of a file the other one has not, or not with the same type and bytes; their order is free. */
async function otherTensors(made: string, wanted: string): Promise<number> {
  const [ours, theirs] = await Promise.all([openGguf(made), openGguf(wanted)]);
  try {
    let others = 0;
    for (const tensor of theirs.tensors) {
      const own = ours.findTensor(tensor.name);
      const isSame = own?.type === tensor.type && own.bytes === tensor.bytes;
      const [one, other] = isSame ? await Promise.all([ours.readRaw(own), theirs.readRaw(tensor)]) : [];
      if (!one || !other || Buffer.compare(one, other) !== 0) others += 1;
    }
    return others;
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
  }
}

/** Of all threads of a program, in its own code and in the system's. */
async function processorSeconds(command: readonly string[]): Promise<number> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2>&1';
  const { stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...command]);
  const [user = 0, system = 0] = stderr.trim().split(' ').map(Number);
  return user + system;
}
