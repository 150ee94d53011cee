import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Metadata, type MetadataValue, ValueType } from '../models/gguf/gguf-types.ts';
import { ggufHeader } from '../models/gguf/write-gguf.ts';
import { MIB, type ModelRow } from './model-row.ts';

/** Of Gemma 3 and 4, the largest that phones run. */
const LARGEST_VOCABULARY = 262_144;

/** Time and memory of `inspectGguf` on `model`, and on a file with the largest vocabulary, without their hashes. */
export async function inspectRows(model: string, folder: string): Promise<ModelRow[]> {
  const vocabulary = join(folder, 'vocabulary.gguf');
  try {
    await writeFile(vocabulary, ggufHeader(largestVocabulary(), []));
    return [
      ...(await firstInspection(model, 'model inspect of 2.39 GB, in process')),
      ...(await firstInspection(vocabulary, `model inspect of ${LARGEST_VOCABULARY} tokens, in process`)),
    ];
  } finally {
    await rm(vocabulary, { force: true });
  }
}

/** Half of them as long as words are, half in a script of three bytes a letter; with scores and kinds as Gemma has them. */
function largestVocabulary(): Metadata {
  const list = (elementType: number, entryOf: (id: number) => string | number): MetadataValue => ({
    type: ValueType.ARRAY,
    elementType,
    value: Array.from({ length: LARGEST_VOCABULARY }, (_, id) => entryOf(id)),
  });
  return new Map([
    ['tokenizer.ggml.model', { type: ValueType.STRING, elementType: null, value: 'llama' }],
    ['tokenizer.ggml.tokens', list(ValueType.STRING, (id) => (id % 2 === 0 ? `▁${id}` : `${id}字`))],
    ['tokenizer.ggml.scores', list(ValueType.F32, (id) => -id)],
    ['tokenizer.ggml.token_type', list(ValueType.I32, () => 1)],
  ]);
}

/** In a process that inspected nothing before, as nothing is compiled or cached then. */
async function firstInspection(path: string, what: string): Promise<ModelRow[]> {
  const module = new URL('../dist/models/inspect/inspect-gguf.js', import.meta.url).href;
  const script = `
    const { inspectGguf } = await import(${JSON.stringify(module)});
    const before = process.memoryUsage.rss();
    const startedAt = performance.now();
    await inspectGguf(process.argv[1], { hash: false });
    const ms = performance.now() - startedAt;
    console.log(JSON.stringify([ms, process.memoryUsage.rss() - before]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, path]);
  const [ms = Number.NaN, growth = Number.NaN] = JSON.parse(stdout) as number[];
  return [
    { what, value: ms, unit: 'ms', goal: 100 },
    { what: 'memory that it took', value: growth / MIB, unit: 'MiB', goal: 100 },
  ];
}
