import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tensorTypes } from '../gguf/tensor-types.ts';
import type { DequantisableType } from './dequantise.ts';
import type { WritableType } from './quantise.ts';

/** ggml's own functions, which llama-quantize calls too: the bytes of ours, in a fraction of the time. */
export interface GgmlLibrary {
  /** `written` has room for the blocks, and no more. */
  quantise(type: Exclude<WritableType, 'F32'>, values: Float32Array, written: Uint8Array): void;
  dequantise(type: Exclude<DequantisableType, 'F32'>, bytes: Uint8Array, values: Float32Array): void;
}

type Function = (...args: readonly (number | ArrayBufferView | null)[]) => unknown;
interface Library {
  func(declaration: string): Function;
}

let opened: GgmlLibrary | null | undefined;

/**
 * Out of the binaries of node-llama-cpp, by koffi; null where one of the two is not there, or does not fit the other. Both
 * are optional: without them our own functions do the same.
 */
export function ggmlLibrary(): GgmlLibrary | null {
  if (opened === undefined) opened = openLibrary();
  return opened;
}

function openLibrary(): GgmlLibrary | null {
  try {
    const require = createRequire(import.meta.url);
    const path = libraryPath(createRequire(require.resolve('node-llama-cpp')));
    return path === null
      ? null
      : functionsOf((require('koffi') as { load(path: string): Library }).load(path));
  } catch {
    return null;
  }
}

/** Packages with binaries of this host, the plain one first: quantising asks for no graphics card. */
const packages = [`${process.platform}-${process.arch}`, 'mac-arm64-metal', 'mac-x64', `win-${process.arch}`];

function libraryPath(require: NodeJS.Require): string | null {
  for (const name of packages) {
    const home = folderOf(require, `@node-llama-cpp/${name}`);
    const folder = home && join(home, 'bins', name);
    const file = folder && readdirSync(folder).find((each) => /^(lib)?ggml-base\.(so|dylib|dll)$/.test(each));
    if (folder && file) return join(folder, file);
  }
  return null;
}

function folderOf(require: NodeJS.Require, name: string): string | null {
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    return null;
  }
}

/** Rows do not matter without an importance matrix: blocks are quantised each by itself. */
const ROW = 256;

function functionsOf(library: Library): GgmlLibrary {
  const chunk = library.func(
    'size_t ggml_quantize_chunk(int type, const void *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const void *imatrix)',
  );
  const row = (name: string): Function =>
    library.func(`void ${name}(const void *from, void *to, int64_t count)`);
  const rows = new Map<string, Function>();
  return {
    quantise(type, values, written) {
      const { id, elements, bytes } = tensorTypes[type];
      // The library knows no bounds.
      if (written.length !== (values.length / elements) * bytes)
        throw new Error(`${values.length} weights as ${type} do not have ${written.length} bytes`);
      const perRow = values.length % ROW === 0 ? ROW : elements;
      const length = chunk(id, values, written, 0, values.length / perRow, perRow, null);
      if (Number(length) !== written.length)
        throw new Error(`ggml wrote ${length} of ${written.length} bytes`);
    },
    dequantise(type, bytes, values) {
      const known = rows.get(type) ?? row(rowFunctions[type] ?? `dequantize_row_${type.replace('Q', 'q')}`);
      rows.set(type, known);
      known(bytes, values, values.length);
    },
  };
}

const rowFunctions: Partial<Record<DequantisableType, string>> = {
  F16: 'ggml_fp16_to_fp32_row',
  BF16: 'ggml_bf16_to_fp32_row',
};
