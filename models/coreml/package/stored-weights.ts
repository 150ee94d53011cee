import type { BlobSlot } from '../blob/write-blobs.ts';
import { slotValue } from '../blob/write-blobs.ts';
import type { Weights } from '../graph/layer-parts.ts';
import type { TensorType } from '../mil/data-type.ts';
import type { Result } from '../mil/program.ts';

/** Where a weight stands in the weight file. */
export type StoredWeight =
  | { readonly kind: 'plain'; readonly slot: BlobSlot }
  | {
      readonly kind: 'blockwise';
      /** As the program sees it: half precision. */
      readonly type: TensorType;
      readonly data: BlobSlot;
      readonly scale: BlobSlot;
      readonly offset: BlobSlot | null;
    };

/** Bytes of a weight's blobs, without their descriptions and padding. */
export const storedBytes = (weight: StoredWeight): number =>
  weight.kind === 'plain'
    ? weight.slot.bytes
    : weight.data.bytes + weight.scale.bytes + (weight.offset?.bytes ?? 0);

/** Binds stored weights to any function that asks: the functions share the bytes. */
export function weightsIn(stored: ReadonlyMap<string, StoredWeight>): Weights {
  const find = (name: string): StoredWeight => {
    const weight = stored.get(name);
    if (!weight) throw new Error(`no weight ${name} was stored`);
    return weight;
  };
  const plain: Weights['plain'] = (builder, name): Result => {
    const weight = find(name);
    if (weight.kind !== 'plain') throw new Error(`${name} is stored in blocks`);
    return builder.weight(slotValue(weight.slot), name);
  };
  return {
    has: (name) => stored.has(name),
    plain,
    matrix: (builder, name) => {
      const weight = find(name);
      if (weight.kind === 'plain') return plain(builder, name);
      const parts = {
        data: slotValue(weight.data),
        scale: slotValue(weight.scale),
        offset: weight.offset && slotValue(weight.offset),
      };
      return builder.blockwise(parts, weight.type, name);
    },
    zeros: (builder, count) => plain(builder, zerosName(count)),
  };
}

/** Biases of zero are stored once for each length. */
export const zerosName = (count: number): string => `zeros_${count}`;
