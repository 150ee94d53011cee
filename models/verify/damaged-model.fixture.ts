import { type Metadata, type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { fromHalf, toHalf } from '../quantise/half.ts';

/** What is other in a copy of a model. */
export interface Change {
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
  /** The tensor's bytes as they are in the copy. */
  readonly tensor?: {
    readonly name: string;
    readonly bytes: (own: Uint8Array, type: TensorType) => Uint8Array;
  };
  /** One tensor in the place of another of its shape and type. */
  readonly instead?: { readonly name: string; readonly of: string };
}

/** A fault that a conversion could have: planted in what is converted, and not in what the result is held against. */
export interface Damage {
  readonly name: string;
  readonly converted: Change;
  /** A change that both are to have but for the damage, where the model as it is could not show it. */
  readonly compared?: Change;
  /** Types of weights that cannot have it. */
  readonly without?: readonly TensorType[];
}

/** Writes a copy of the model at `from` with the change. */
export async function writeChanged(from: string, to: string, change: Change): Promise<void> {
  const gguf = await openGguf(from);
  try {
    const { tensor: changed, instead } = change;
    const bytesOf = async (tensor: GgufTensor): Promise<Uint8Array> => {
      if (instead?.of === tensor.name) return gguf.readRaw(gguf.tensor(instead.name));
      const own = await gguf.readRaw(tensor);
      return changed?.name === tensor.name ? changed.bytes(own, tensor.type) : own;
    };
    const tensors = gguf.tensors.map((tensor) => ({
      ...tensor,
      async *chunks() {
        yield await bytesOf(tensor);
      },
    }));
    await writeGguf(to, withMetadata(gguf.metadata, change), tensors);
  } finally {
    await gguf.close();
  }
}

const withMetadata = (metadata: Metadata, { metadata: other = {} }: Change): Metadata =>
  new Map([...metadata, ...Object.entries(other)]);

/** Plain weights have no blocks; as many of them as a quantised block has. */
const BLOCK_WEIGHTS = 32;

/** The block in the middle of a tensor. */
function middleBlock(bytes: Uint8Array, type: TensorType): Uint8Array {
  const { elements, bytes: each } = tensorTypes[type];
  const size = elements === 1 ? BLOCK_WEIGHTS * each : each;
  const at = size * Math.floor(bytes.length / size / 2);
  return bytes.subarray(at, at + size);
}

function withoutBlock(own: Uint8Array, type: TensorType): Uint8Array {
  middleBlock(own, type).fill(0);
  return own;
}

/** Of types that begin a block with its scale, as Q4_0 and Q8_0 do. */
function otherScale(own: Uint8Array, type: TensorType): Uint8Array {
  const block = middleBlock(own, type);
  const view = new DataView(block.buffer, block.byteOffset);
  view.setUint16(0, toHalf(1.25 * fromHalf(view.getUint16(0, true))), true);
  return own;
}

const value = (type: MetadataValue['type'], of: number | boolean): MetadataValue => ({
  type,
  elementType: null,
  value: of,
});
const beginsWithBos = (is: boolean): Change => ({
  metadata: { 'tokenizer.ggml.add_bos_token': value(ValueType.BOOL, is) },
});

/** For models of `architecture` whose rotation has the base `ropeBase`. */
export const damagesOf = (architecture: string, ropeBase: number): readonly Damage[] => [
  {
    name: 'one block of 32 weights is zero',
    converted: { tensor: { name: 'blk.1.ffn_down.weight', bytes: withoutBlock } },
  },
  {
    name: 'one scale is a quarter larger',
    converted: { tensor: { name: 'blk.1.ffn_down.weight', bytes: otherScale } },
    without: ['F16', 'BF16', 'F32'],
  },
  {
    name: 'one layer has the matrix of another',
    converted: { instead: { name: 'blk.0.ffn_down.weight', of: 'blk.1.ffn_down.weight' } },
  },
  {
    name: 'the rotation has a base a tenth larger',
    converted: { metadata: { [`${architecture}.rope.freq_base`]: value(ValueType.F32, 1.1 * ropeBase) } },
  },
  {
    name: 'the tokenizer leaves BOS out',
    converted: beginsWithBos(false),
    compared: beginsWithBos(true),
  },
];
