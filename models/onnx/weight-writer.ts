import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { Conversion, ConvertedTensor } from '../conversion.ts';
import { type OpenGguf, rowsOf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import type { ExternalData, Region } from './external-data.ts';
import { floatBytes } from './float-bytes.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { ElementType } from './onnx-messages.ts';
import type { Packed } from './packed.ts';
import { readBack } from './read-back.ts';
import { type Packing, packingFor } from './repack.ts';
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
    const packing = packingFor(tensor);
    const { bits, block } = packing;
    const regions = this.reserveFor(tensor, packing);
    await this.pack(tensor, packing, regions);
    for (const region of [regions.quants, regions.scales, regions.zeroPoints])
      if (region) this.graph.initializers.push(region.initializer);
    const scalesRound = this.activations === 'FLOAT16' && !HALF_SCALES.has(tensor.type);
    const exact = packing.exact && !scalesRound;
    const note = packing.note ?? (scalesRound ? 'scales rounded to half precision' : null);
    return { kind: 'quantised', bits, block, ...regions, exact, note };
  }

  private reserveFor(tensor: GgufTensor, { bits, block, hasZeroPoints }: Packing): Regions {
    const [inputs, rows] = [tensor.dims[0] ?? 0, rowsOf(tensor)];
    if (inputs % block !== 0) {
      const is = `rows of ${inputs} in blocks of ${block}`;
      throw new HeatsoakError('TENSOR_SHAPE', `tensor ${tensor.name}: ${is}`);
    }
    const floats = (name: string): Region =>
      this.data.reserve(`${tensor.name}.${name}`, this.activations, [rows, inputs / block]);
    return {
      quants: this.data.reserve(`${tensor.name}.q`, 'UINT8', [rows, inputs / block, (block * bits) / 8]),
      scales: floats('scales'),
      zeroPoints: hasZeroPoints ? floats('zero_points') : null,
    };
  }

  /** The disk takes one piece while the next one is packed. */
  private async pack(tensor: GgufTensor, packing: Packing, regions: Regions): Promise<void> {
    const write = async ({ quants, scales, zeroPoints }: Packed): Promise<void> => {
      await regions.quants.write(quants);
      await regions.scales.write(floatBytes(scales, this.activations));
      if (zeroPoints) await regions.zeroPoints?.write(floatBytes(zeroPoints, this.activations));
    };
    let writing = Promise.resolve();
    // Two sets of buffers by turns: one is written while the other is filled.
    const sets: Packed[] = [];
    let piece = 0;
    for await (const { rows, bytes } of this.gguf.rawRows(tensor)) {
      const weights = rows * (tensor.dims[0] ?? 0);
      const buffers = sets[piece % 2] ?? emptyPacked(weights, packing);
      sets[piece % 2] = buffers;
      const packed = firstWeights(buffers, weights, packing);
      packing.pack(bytes, packed);
      piece += 1;
      await writing;
      writing = write(packed);
      // A full disk is reported at the next await; until then nobody waits for it.
      writing.catch(() => undefined);
    }
    await writing;
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

type Regions = Pick<Quantised, 'quants' | 'scales' | 'zeroPoints'>;

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

/** The same buffers as far as a last, shorter piece needs them. */
const firstWeights = (
  { quants, scales, zeroPoints }: Packed,
  weights: number,
  { bits, block }: Packing,
): Packed => ({
  quants: quants.subarray(0, (weights * bits) / 8),
  scales: scales.subarray(0, weights / block),
  zeroPoints: zeroPoints?.subarray(0, weights / block) ?? null,
});
