import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfBytes } from '../../harness/files/digest.ts';
import { foreignPackage } from '../../models/coreml/foreign/foreign-package.fixture.ts';
import { inspectForeign } from '../../models/coreml/foreign/inspect-foreign.ts';
import { inspectPackage } from '../../models/coreml/inspect-package.ts';
import { modelPath } from '../../models/coreml/package/package-files.ts';
import { type MetadataValue, ValueType } from '../../models/gguf/gguf-types.ts';
import { ggufHeader } from '../../models/gguf/write-gguf.ts';
import { inspectGguf } from '../../models/inspect/inspect-gguf.ts';
import { headers, metadataOf } from '../../models/memory/headers.fixture.ts';
import { encodeModel } from '../../models/onnx/onnx-messages.ts';
import { readOnnx } from '../../models/onnx/read-onnx.ts';
import { joinModel } from '../../models/supply/shards/join-model.ts';
import type { FuzzTarget, OpenTarget } from './target.ts';

const isRefusal = (error: unknown): boolean => error instanceof HeatsoakError;

/** A reader of one file in a folder of its own, in which nothing else may appear. */
const ofFile =
  (
    name: string,
    read: (path: string) => Promise<unknown>,
    prepare: (folder: string) => void = () => undefined,
  ) =>
  async (): Promise<OpenTarget> => {
    const folder = mkdtempSync(join(tmpdir(), 'heatsoak-fuzz-'));
    prepare(folder);
    const path = join(folder, name);
    writeFileSync(path, '');
    const expected = readdirSync(folder).sort().join();
    return {
      async read(bytes) {
        writeFileSync(path, bytes);
        const refusal = await read(path).then(
          () => null,
          (error: unknown) => error,
        );
        const found = readdirSync(folder).sort().join();
        if (found !== expected) throw new TypeError(`something was written: ${found}`);
        if (refusal !== null) throw refusal;
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  };

const tensor = (name: string, bytes: number): Buffer =>
  Buffer.concat([
    ggufHeader(metadataOf(headers[0] as (typeof headers)[number]), [
      { name, dims: [bytes / 4], type: 'F32' },
    ]),
    Buffer.alloc(bytes, 1),
  ]);

const texts = (value: string[]): MetadataValue => ({
  type: ValueType.ARRAY,
  elementType: ValueType.STRING,
  value,
});
const vocabulary = ggufHeader(new Map([['tokenizer.ggml.tokens', texts(['a', 'b', '', 'ü'])]]), []);

const gguf: FuzzTarget = {
  name: 'gguf',
  inputs: [tensor('token_embd.weight', 256), tensor('blk.0.attn_norm.weight', 32), vocabulary],
  open: ofFile('model.gguf', (path) => inspectGguf(path, { hash: false })),
  isRefusal,
};

const graph = Buffer.from(
  encodeModel({
    irVersion: 8,
    producerName: 'fuzz',
    producerVersion: '1',
    opsetImport: [{ domain: '', version: 21 }],
    metadataProps: [{ key: 'a', value: 'b' }],
    graph: {
      name: 'g',
      node: [{ opType: 'Add', name: 'n', input: ['x', 'w'], output: ['y'], attribute: [], domain: '' }],
      initializer: [{ name: 'w', dims: [2], dataType: 1, rawData: new Uint8Array(8) }],
      input: [{ name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }] } } } }],
      output: [{ name: 'y', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }] } } } }],
    },
  } as unknown as Parameters<typeof encodeModel>[0]),
);

const onnx: FuzzTarget = { name: 'onnx', inputs: [graph], open: ofFile('model.onnx', readOnnx), isRefusal };

/** The model of a package: read as another tool's, and as one that was converted here. */
const coreml: FuzzTarget = {
  name: 'coreml',
  inputs: [packageModel()],
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'heatsoak-fuzz-'));
    const path = foreignPackage(folder, 'model', 64);
    return {
      async read(bytes) {
        writeFileSync(modelPath(path), bytes);
        await inspectPackage(path).catch((error: unknown) => {
          if (!isRefusal(error)) throw error;
        });
        await inspectForeign(path, true);
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
  isRefusal,
};

function packageModel(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'heatsoak-fuzz-'));
  const bytes = readFileSync(modelPath(foreignPackage(folder, 'model', 64)));
  rmSync(folder, { recursive: true });
  return bytes;
}

const shard = tensor('a.weight', 64);
const part = { file: 'm-00001-of-00001.gguf', shard: 'm-00001-of-00001.gguf', ...sha256OfBytes(shard) };
const manifest = {
  v: 1,
  source: { name: 'm.gguf', ...sha256OfBytes(shard) },
  maxBytes: 1_000_000,
  parts: [part],
};

/** The part lies beside the manifest; it is no shard, so that nothing is ever joined. */
const parts: FuzzTarget = {
  name: 'parts',
  inputs: [Buffer.from(JSON.stringify(manifest, null, 2)), Buffer.from(JSON.stringify(manifest))],
  open: ofFile(
    'm.parts.json',
    (path) =>
      joinModel(path, `${path}.joined.gguf`).catch((error: unknown) => {
        // The sound manifest names a file that does not say which shard it is.
        if (!(error instanceof HeatsoakError && error.code === 'SHARD_INVALID')) throw error;
      }),
    (folder) => writeFileSync(join(folder, part.file), shard),
  ),
  isRefusal,
};

/** Readers of model files that others wrote. */
export const modelTargets: readonly FuzzTarget[] = [gguf, onnx, coreml, parts];
