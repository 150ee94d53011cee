import { type FileHandle, open } from 'node:fs/promises';
import {
  bandsOf,
  ComparedWeights,
  isComparedWhole,
  rootMeanSquare,
  type WeightError,
  weightCheck,
} from '../compared-weights.ts';
import type { ConversionCheck } from '../conversion.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { floatsOf } from './float-bytes.ts';
import { onnxInvalid } from './onnx-error.ts';
import { unpack } from './packed.ts';
import { type OnnxTensor, readOnnx } from './read-onnx.ts';

/** Written rows of one of the source's tensors. */
type ReadRows = (firstRow: number, rows: number) => Promise<Float32Array>;

/**
 * Reads the weights of a written model back by the graph's own references, and holds every block against the source's: what
 * runs beside llama.cpp tells a wrong one only where it is not noise there.
 * @param tables names of tensors that became tables
 * @throws HeatsoakError what reading throws
 */
export async function onnxWeightCheck(
  gguf: OpenGguf,
  path: string,
  tables: ReadonlySet<string> = new Set(),
): Promise<ConversionCheck> {
  const { tensors } = await readOnnx(path);
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const isWhole = isComparedWhole(gguf);
  const files = new OpenFiles(path);
  try {
    const errors = new Map<string, WeightError>();
    for (const tensor of gguf.tensors) {
      if (tables.has(tensor.name)) continue;
      const read = rowsIn(named, tensor, files);
      errors.set(tensor.name, read ? await errorOf(gguf, tensor, read, isWhole) : LOST);
    }
    return weightCheck(errors);
  } finally {
    await files.close();
  }
}

/** Of a tensor that the graph has no weights for. */
const LOST: WeightError = {
  comparedWeights: 0,
  maxAbsError: Number.NaN,
  relativeRmsError: Number.NaN,
  largestBlockError: Number.NaN,
};

async function errorOf(
  gguf: OpenGguf,
  tensor: GgufTensor,
  read: ReadRows,
  isWhole: boolean,
): Promise<WeightError> {
  const weights = new ComparedWeights();
  for (const { firstRow, rows } of bandsOf(tensor, { isWhole })) {
    const wanted = await gguf.readFloats(tensor, firstRow, rows);
    const found = await read(firstRow, rows);
    const usual = rootMeanSquare(wanted);
    const columns = wanted.length / rows;
    for (let at = 0; at < wanted.length; at += columns)
      weights.addRow(wanted.subarray(at, at + columns), found.subarray(at, at + columns), usual);
  }
  return weights.total();
}

/** How the graph holds a tensor: as numbers, or as quants, scales and zero points. Null: not at all. */
function rowsIn(
  named: ReadonlyMap<string, OnnxTensor>,
  { name, dims }: GgufTensor,
  files: OpenFiles,
): ReadRows | null {
  const columns = dims[0] ?? 1;
  const dense = named.get(name);
  if (dense) return (firstRow, rows) => files.floats(dense, firstRow * columns, rows * columns);
  const [quants, scales] = [named.get(`${name}.q`), named.get(`${name}.scales`)];
  const zeroPoints = named.get(`${name}.zero_points`);
  const [, blocks, blockBytes] = quants?.dims ?? [];
  if (!quants || !scales || !blocks || !blockBytes) return null;
  const block = columns / blocks;
  const bits = (8 * blockBytes) / block;
  return async (firstRow, rows) => {
    const values = new Float32Array(rows * columns);
    const packed = {
      quants: await files.bytes(quants, firstRow * blocks * blockBytes, rows * blocks * blockBytes),
      scales: await files.floats(scales, firstRow * blocks, rows * blocks),
      zeroPoints: zeroPoints ? await files.floats(zeroPoints, firstRow * blocks, rows * blocks) : null,
    };
    unpack(packed, { bits, block }, values);
    return values;
  };
}

/** The files that hold a graph's weights, each opened once. */
class OpenFiles {
  private readonly handles = new Map<string, Promise<FileHandle>>();
  private readonly graphPath: string;

  constructor(graphPath: string) {
    this.graphPath = graphPath;
  }

  async bytes({ name, place }: OnnxTensor, at: number, length: number): Promise<Uint8Array> {
    if (place === null) throw onnxInvalid(this.graphPath, `the weights of ${name} are in the graph itself`);
    const handle = this.handles.get(place.path) ?? open(place.path);
    this.handles.set(place.path, handle);
    const into = new Uint8Array(length);
    const { bytesRead } = await (await handle).read(into, 0, length, place.offset + at);
    if (bytesRead !== length) throw onnxInvalid(this.graphPath, `the weights of ${name} are cut`);
    return into;
  }

  /** Numbers of a plain type, by their count. */
  async floats(tensor: OnnxTensor, at: number, count: number): Promise<Float32Array> {
    const { type, name } = tensor;
    if (type !== 'FLOAT' && type !== 'FLOAT16' && type !== 'BFLOAT16')
      throw onnxInvalid(this.graphPath, `the weights of ${name} are of type ${type}`);
    const size = type === 'FLOAT' ? 4 : 2;
    return floatsOf(await this.bytes(tensor, size * at, size * count), type);
  }

  async close(): Promise<void> {
    for (const handle of this.handles.values()) await (await handle).close();
  }
}
