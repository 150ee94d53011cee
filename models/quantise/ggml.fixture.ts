import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../harness/errors/heatsoak-error.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';

/** ggml itself as an oracle for tests: the library that node-llama-cpp installs, asked by a small C++ program. */
export interface Ggml {
  /** `ggml_quantize_chunk`; rows matter to types that search over a row. */
  quantise(type: TensorType, values: Float32Array, row?: number): Uint8Array;
  dequantise(type: TensorType, blocks: Uint8Array, weights: number): Float32Array;
}

/** The oracle, or the sentence why this host has none. */
export function openGgml(): Ggml | string {
  const library = ggmlLibrary();
  if (!library) return `node-llama-cpp carries no ggml library for ${process.platform}-${process.arch}`;
  const folder = mkdtempSync(join(tmpdir(), 'heatsoak-ggml-'));
  const program = join(folder, 'ggml');
  const source = fileURLToPath(new URL('./ggml.cpp', import.meta.url));
  try {
    execFileSync('c++', ['-O1', '-std=c++17', source, '-o', program, '-ldl'], { stdio: 'pipe' });
  } catch (error) {
    return `no C++ compiler could build the oracle: ${messageOf(error)}`;
  }
  const ask = (action: string, type: TensorType, sizes: number[], input: Uint8Array): Uint8Array => {
    const [from, to] = [join(folder, 'in'), join(folder, 'out')];
    writeFileSync(from, input);
    const words = [library, action, String(tensorTypes[type].id), type, ...sizes.map(String), from, to];
    execFileSync(program, words, { stdio: 'pipe' });
    return new Uint8Array(readFileSync(to));
  };
  return {
    quantise: (type, values, row = values.length) =>
      ask(
        'quantise',
        type,
        [values.length, row],
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      ),
    dequantise: (type, blocks, weights) =>
      new Float32Array(ask('dequantise', type, [weights, weights], blocks).slice().buffer),
  };
}

function ggmlLibrary(): string | null {
  const variant = { linux: `linux-${process.arch}`, darwin: 'mac-arm64-metal' }[process.platform as string];
  const suffix = process.platform === 'darwin' ? 'dylib' : 'so';
  const folders = createRequire(import.meta.url).resolve.paths('node-llama-cpp') ?? [];
  const paths = folders.map((each) =>
    join(each, `@node-llama-cpp/${variant}/bins/${variant}/libggml-base.${suffix}`),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}
