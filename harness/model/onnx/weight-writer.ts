import { HeatsoakError } from '../../protocol/error.ts';
import type { Conversion, ConvertedTensor } from '../conversion.ts';
import { type OpenGguf, rowsOf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { dequantiserOf } from '../quantise/dequantise.ts';
import type { ExternalData } from './external-data.ts';
import { floatBytes } from './float-bytes.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { ElementType } from './onnx-messages.ts';
import type { Packed } from './packed.ts';
import { readBack } from './read-back.ts';
import { isRepackable, type Packing, packings, REQUANTISED, requantise } from './repack.ts';
import { type Dense, denseElements, type Quantised, type StoredWeight } from './stored-weight.ts';

/** Type of activations and of all that must be of the same type, such as scales. */
export type Activations = Extract<ElementType, 'FLOAT' | 'FLOAT16'>;

/** Moves tensors out of a GGUF file into a graph's external data, each once, in flat memory. */
export class WeightWriter {
  readonly converted: ConvertedTensor[] = [];
  readonly added: Conversion['added'] = [];
  private readonly stored = new Map<string, StoredWeight>();
  private readonly gguf: OpenGguf;
  private readonly data: ExternalData;
  private readonly graph: GraphBuilder;
  readonly activations: Activations;

  constructor(gguf: OpenGguf, data: ExternalData, graph: GraphBuilder, activations: Activations) {
    this.gguf = gguf;
    this.data = data;
    this.graph = graph;
    this.activations = activations;
  }

  /** A matrix in the form its type allows. Asked for again (tied embeddings), it is the one already written. */
  async matrix(tensor: GgufTensor): Promise<StoredWeight> {
    const known = this.stored.get(tensor.name);
    if (known) return known;
    const isDense = tensor.type === 'F32' || tensor.type === 'F16' || tensor.type === 'BF16';
    const weight = isDense ? await this.dense(tensor) : await this.quantised(tensor);
    this.stored.set(tensor.name, weight);
    await this.record(tensor, weight);
    return weight;
  }

  /** A vector in the activations' type, such as a norm's weights. @returns the initializer's name */
  async vector(tensor: GgufTensor): Promise<string> {
    const known = this.stored.get(tensor.name);
    if (known) throw new HeatsoakError('TENSOR_TWICE', `tensor ${tensor.name} is used twice`);
    const region = this.data.reserve(tensor.name, this.activations, tensor.dims);
    await region.write(floatBytes(await this.gguf.readFloats(tensor), this.activations));
    this.graph.initializers.push(region.initializer);
    const exact = this.activations === 'FLOAT';
    const weight: Dense = {
      kind: 'dense',
      region,
      type: this.activations,
      exact,
      note: exact ? null : ROUNDED,
    };
    this.stored.set(tensor.name, weight);
    await this.record(tensor, weight);
    return tensor.name;
  }

  /** Floats that the source does not hold as they are, such as tables of cosines. */
  async table(
    name: string,
    dims: readonly number[],
    rows: Iterable<Float32Array>,
    why: string,
  ): Promise<void> {
    const region = this.data.reserve(name, this.activations, dims);
    for (const chunk of rows) await region.write(floatBytes(chunk, this.activations));
    this.graph.initializers.push(region.initializer);
    this.added.push({ name, targetBytes: region.length, why });
  }

  /** A tensor that went into a table rather than into an initializer of its own. */
  absorbed(tensor: GgufTensor, note: string): void {
    const { name, type, dims, bytes } = tensor;
    const errors = { comparedWeights: 0, maxAbsError: null, relativeRmsError: null };
    const fate = { from: type, to: 'table', dims: [...dims], sourceBytes: bytes, targetBytes: 0 };
    this.converted.push({ name, ...fate, exact: true, ...errors, note });
  }

  private async dense(tensor: GgufTensor): Promise<Dense> {
    // Half precision is kept and widened by the graph; single precision has no place in a half-precision graph.
    const narrows = tensor.type === 'F32' && this.activations === 'FLOAT16';
    const type = narrows ? 'FLOAT16' : denseElements[tensor.type as keyof typeof denseElements];
    const region = this.data.reserve(tensor.name, type, [...tensor.dims].reverse());
    if (narrows) {
      for await (const { values } of this.gguf.floatRows(tensor))
        await region.write(floatBytes(values, 'FLOAT16'));
    } else {
      for await (const { bytes } of this.gguf.rawRows(tensor)) await region.write(bytes);
    }
    this.graph.initializers.push(region.initializer);
    return { kind: 'dense', region, type, exact: !narrows, note: narrows ? ROUNDED : null };
  }

  private async quantised(tensor: GgufTensor): Promise<Quantised> {
    const packing = isRepackable(tensor.type) ? packings[tensor.type] : this.requantising(tensor);
    const [inputs, rows] = [tensor.dims[0] ?? 0, rowsOf(tensor)];
    const { bits, block } = packing;
    if (inputs % block !== 0)
      throw new HeatsoakError(
        'TENSOR_SHAPE',
        `tensor ${tensor.name}: rows of ${inputs} in blocks of ${block}`,
      );
    const perRow = inputs / block;
    const quants = this.data.reserve(`${tensor.name}.q`, 'UINT8', [rows, perRow, (block * bits) / 8]);
    const scales = this.data.reserve(`${tensor.name}.scales`, this.activations, [rows, perRow]);
    const zeroPoints = packing.hasZeroPoints
      ? this.data.reserve(`${tensor.name}.zero_points`, this.activations, [rows, perRow])
      : null;
    const write = async (packed: Packed): Promise<void> => {
      await quants.write(packed.quants);
      await scales.write(floatBytes(packed.scales, this.activations));
      if (packed.zeroPoints) await zeroPoints?.write(floatBytes(packed.zeroPoints, this.activations));
    };
    // The disk takes one piece while the next one is packed.
    let writing = Promise.resolve();
    for await (const { rows: some, bytes } of this.gguf.rawRows(tensor)) {
      const packed = emptyPacked(some * inputs, packing);
      packing.pack(bytes, packed);
      await writing;
      writing = write(packed);
    }
    await writing;
    for (const region of [quants, scales, zeroPoints])
      if (region) this.graph.initializers.push(region.initializer);
    const scalesRound = this.activations === 'FLOAT16' && !HALF_SCALES.has(tensor.type);
    const exact = packing.exact && !scalesRound;
    const note = packing.note ?? (scalesRound ? 'scales rounded to half precision' : null);
    return { kind: 'quantised', bits, block, quants, scales, zeroPoints, exact, note };
  }

  private requantising(tensor: GgufTensor): Packing {
    const dequantise = dequantiserOf(tensor.type, tensor.name);
    return {
      ...REQUANTISED,
      hasZeroPoints: false,
      exact: false,
      note: `${tensor.type} has no exact form in MatMulNBits: requantised to symmetric 8 bits a block of 32`,
      pack(bytes, packed) {
        const values = new Float32Array(packed.quants.length);
        dequantise(bytes, values);
        requantise(values, packed);
      },
    };
  }

  private async record(tensor: GgufTensor, weight: StoredWeight): Promise<void> {
    const errors = await readBack(this.gguf, this.data, tensor, weight, this.activations);
    const { name, type, dims, bytes } = tensor;
    const regions =
      weight.kind === 'dense' ? [weight.region] : [weight.quants, weight.scales, weight.zeroPoints];
    const targetBytes = regions.reduce((sum, region) => sum + (region?.length ?? 0), 0);
    const to = weight.kind === 'dense' ? weight.type : describe(weight, this.activations);
    const fate = { from: type, to, dims: [...dims], sourceBytes: bytes, targetBytes };
    this.converted.push({ name, ...fate, exact: weight.exact, ...errors, note: weight.note });
  }
}

const ROUNDED = 'rounded to half precision';
/** Types whose scales are half-precision numbers themselves. */
const HALF_SCALES: ReadonlySet<string> = new Set(['Q4_0', 'Q8_0']);

const describe = ({ bits, block, zeroPoints }: Quantised, activations: Activations): string =>
  `${bits} bits per ${block}, ${zeroPoints ? 'scales and zero points' : 'scales'} ${activations}`;

function emptyPacked(weights: number, { bits, block, hasZeroPoints }: Packing): Packed {
  const blocks = weights / block;
  return {
    quants: new Uint8Array((weights * bits) / 8),
    scales: new Float32Array(blocks),
    zeroPoints: hasZeroPoints ? new Float32Array(blocks) : null,
  };
}
