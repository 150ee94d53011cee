import { basename } from 'node:path';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { architectureNamed } from '../architectures/architectures.ts';
import { behindOneAnother, bytesBehind, endOfTensors, nextFileAt } from '../gguf/after-last-tensor.ts';
import { doubledToken } from '../gguf/doubled-token.ts';
import { inFile } from '../gguf/gguf-error.ts';
import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, flagOf, textCountOf, textOf } from '../gguf/metadata.ts';
import { type GgufFile, type GgufTensor, readGguf } from '../gguf/read-gguf.ts';
import { elementCount, type TensorType } from '../gguf/tensor-types.ts';
import { type DecoderFacts, decoderFacts } from '../memory/decoder-facts.ts';
import { isMeasured } from '../memory/measured-architectures.ts';
import { windowsOf } from '../memory/windows.ts';
import { isDequantisable } from '../quantise/dequantise.ts';
import { type Identity, identify, impostorFinding } from './known-models.ts';
import { isSized, type ModelShape, shapeOf } from './shape.ts';

export interface Tokenizer {
  readonly model: string;
  readonly pre: string | null;
  /** Null where the file does not list them. */
  readonly tokens: number | null;
  readonly beginId: number | null;
  readonly endId: number | null;
  readonly addsBegin: boolean | null;
}

export interface TypeShare {
  readonly type: TensorType;
  readonly tensors: number;
  readonly weights: number;
  readonly bytes: number;
  /** Whether Heatsoak can read its values, and so convert it. */
  readonly readable: boolean;
}

export interface GgufInspection {
  readonly kind: 'gguf';
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly version: number;
  readonly name: string | null;
  readonly architecture: string | null;
  readonly parameters: number;
  readonly weightBytes: number;
  readonly tensors: number;
  readonly types: readonly TypeShare[];
  readonly shape: ModelShape | null;
  /** What memory depends on; null where the file says too little. */
  readonly decoder: DecoderFacts | null;
  readonly tokenizer: Tokenizer | null;
  readonly chatTemplate: string | null;
  /** Of a model in several files; `index` counts from one. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly identity: Identity | null;
  /** Doubts, as sentences. */
  readonly findings: readonly string[];
}

/**
 * Everything a GGUF file says about itself, checked against its length. Hashing reads the whole file; the rest reads the
 * header only.
 * @throws HeatsoakError as `readGguf`, and `GGUF_METADATA` for a value of the wrong kind
 */
export async function inspectGguf(path: string, { hash }: { hash: boolean }): Promise<GgufInspection> {
  const file = await readGguf(path);
  const sha256 = hash ? (await sha256OfFile(path)).sha256 : null;
  try {
    return inspectionOf(path, file, sha256, await nextFileAt(path, file));
  } catch (error) {
    throw inFile(error, path);
  }
}

function inspectionOf(
  path: string,
  file: GgufFile,
  sha256: string | null,
  nextAt: number | null,
): GgufInspection {
  const { metadata, tensors, sizeBytes } = file;
  const architecture = textOf(metadata, 'general.architecture');
  const shard = shardOf(metadata);
  const shape = architecture === null ? null : shapeOf(metadata, architecture, tensors);
  return {
    kind: 'gguf',
    path,
    sizeBytes,
    sha256,
    version: file.version,
    name: textOf(metadata, 'general.name'),
    architecture,
    parameters: tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0),
    weightBytes: tensors.reduce((sum, { bytes }) => sum + bytes, 0),
    tensors: tensors.length,
    types: sharesOf(tensors),
    shape,
    decoder:
      architecture !== null && shape && isSized(shape) ? decoderFacts(metadata, architecture, shape) : null,
    tokenizer: tokenizerOf(metadata),
    chatTemplate: textOf(metadata, 'tokenizer.chat_template'),
    shard,
    identity: identify(sizeBytes, sha256),
    findings: [
      impostorFinding(basename(path), sizeBytes, sha256),
      tensors.length === 0 && shard === null ? weightless(metadata) : null,
      shard ? `it is shard ${shard.index} of ${shard.count}; sizes and memory are of this shard alone` : null,
      nextAt === null ? trailingFinding(file, shard !== null) : behindOneAnother(nextAt, shard?.count ?? 1),
      vocabularyFinding(file),
      doubledFinding(metadata),
      windowFinding(metadata, architecture, shape),
      unmeasuredFinding(architecture, tensors),
      unconvertedFinding(architecture, tensors),
    ].filter((finding) => finding !== null),
  };
}

const weightless = (metadata: Metadata): string =>
  metadata.has('tokenizer.ggml.tokens') ? 'it holds a vocabulary and no weights' : 'it holds no weights';

/** What is not in the table of architectures is measured as it is, and never converted. */
const unconvertedFinding = (architecture: string | null, tensors: readonly GgufTensor[]): string | null =>
  architecture === null || tensors.length === 0 || architectureNamed(architecture)
    ? null
    : `models of architecture ${architecture} are not converted to ONNX or Core ML`;

/** A file without weights gets no prediction. */
const unmeasuredFinding = (architecture: string | null, tensors: readonly GgufTensor[]): string | null =>
  architecture === null || isMeasured(architecture) || tensors.length === 0
    ? null
    : `its memory is predicted as if it were built like Llama: ${architecture} was not held against llama.cpp`;

/** Windows that llama.cpp applies are in the prediction; one that it does not apply is told. */
function windowFinding(
  metadata: Metadata,
  architecture: string | null,
  shape: ModelShape | null,
): string | null {
  const window = Number(metadata.get(`${architecture}.attention.sliding_window`)?.value ?? 0);
  if (!(window > 0) || architecture === null || !shape) return null;
  const applied = windowsOf(metadata, architecture, shape.layers).some((each) => each !== null);
  return applied || window >= (shape.context ?? window)
    ? null
    : `it was made to look back ${window} tokens at most (sliding window), and llama.cpp lets it look back further: text may suffer beyond them`;
}

function sharesOf(tensors: readonly GgufTensor[]): TypeShare[] {
  const shares = new Map<TensorType, TypeShare>();
  for (const { type, dims, bytes } of tensors) {
    const so = shares.get(type) ?? {
      type,
      tensors: 0,
      weights: 0,
      bytes: 0,
      readable: isDequantisable(type),
    };
    shares.set(type, {
      ...so,
      tensors: so.tensors + 1,
      weights: so.weights + elementCount(dims),
      bytes: so.bytes + bytes,
    });
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes);
}

function tokenizerOf(metadata: Metadata): Tokenizer | null {
  const model = textOf(metadata, 'tokenizer.ggml.model');
  if (model === null) return null;
  return {
    model,
    pre: textOf(metadata, 'tokenizer.ggml.pre'),
    tokens: textCountOf(metadata, 'tokenizer.ggml.tokens'),
    beginId: countOf(metadata, 'tokenizer.ggml.bos_token_id'),
    endId: countOf(metadata, 'tokenizer.ggml.eos_token_id'),
    addsBegin: flagOf(metadata, 'tokenizer.ggml.add_bos_token'),
  };
}

function shardOf(metadata: Metadata): { index: number; count: number } | null {
  const count = countOf(metadata, 'split.count') ?? 1;
  return count > 1 ? { index: 1 + (countOf(metadata, 'split.no') ?? 0), count } : null;
}

/** Padding after the last tensor is allowed; a page of it and more is something else. */
const PADDING = 4096;

function trailingFinding(file: GgufFile, isShard: boolean): string | null {
  if (file.tensors.length === 0 && !isShard) return null;
  const trailing = file.sizeBytes - endOfTensors(file);
  return trailing >= PADDING ? bytesBehind(trailing) : null;
}

function doubledFinding(metadata: Metadata): string | null {
  const doubled = doubledToken(metadata);
  return doubled && `${doubled}: llama.cpp aborts on it`;
}

function vocabularyFinding({ metadata, tensors }: GgufFile): string | null {
  const rows = tensors.find(({ name }) => name === 'token_embd.weight')?.dims[1];
  const tokens = textCountOf(metadata, 'tokenizer.ggml.tokens');
  if (rows === undefined || tokens === null || rows >= tokens) return null;
  return `the tokenizer has ${tokens} tokens, the embedding only ${rows} rows`;
}
