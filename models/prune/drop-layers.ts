import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { Provenance } from '../../harness/protocol/provenance.ts';
import { type Metadata, type MetadataValue, type Scalar, ValueType } from '../gguf/gguf-types.ts';
import { countOf, required, textOf } from '../gguf/metadata.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { type TensorSource, writeGguf } from '../gguf/write-gguf.ts';
import { withProvenance } from '../provenance.ts';
import { refuseShard } from '../supply/shards/refuse-shard.ts';

/** Layers that are gone, by their number in the source; so that nobody takes a pruned file for a whole one. */
export const DROPPED_KEY = 'heatsoak.pruned.layers';

/**
 * Layers of a file. @throws HeatsoakError `PRUNE_UNSUPPORTED` when tensors and metadata do not agree on them, `MODEL_SPLIT` for a shard
 */
export function layerCount(file: OpenGguf): number {
  refuseShard(file);
  const { metadata, tensors, path } = file;
  const count = countOf(metadata, blockCountKey(metadata)) ?? 0;
  const numbers = new Set(tensors.flatMap(({ name }) => layerOf(name) ?? []));
  // As many as there are, and none beyond: then none is missing. The count alone may be any number.
  const isComplete = numbers.size === count && [...numbers].every((layer) => layer < count);
  if (count > 0 && isComplete) return count;
  const why = `has ${numbers.size} layers of tensors, and says ${count}`;
  throw new HeatsoakError('PRUNE_UNSUPPORTED', `${path} ${why}`, {
    where: path,
    hint: 'prune a whole language model',
  });
}

/**
 * Writes the file without some layers, in flat memory: the others are numbered anew, the count and every list with one
 * entry a layer follow. `keptTensors` is what a check compares the written file with.
 */
export async function dropLayers(
  file: OpenGguf,
  drop: readonly number[],
  out: string,
  made: Provenance = {},
): Promise<void> {
  const layers = layerCount(file);
  const gone = new Set(drop);
  const kept = Array.from({ length: layers }, (_, i) => i).filter((layer) => !gone.has(layer));
  const numbers = new Map(kept.map((layer, number) => [layer, number]));
  const tensors = file.tensors.flatMap((tensor): TensorSource[] => {
    const layer = layerOf(tensor.name);
    const number = layer === null ? null : numbers.get(layer);
    if (number === undefined) return [];
    const name = number === null ? tensor.name : tensor.name.replace(/^blk\.\d+\./, `blk.${number}.`);
    return [
      {
        name,
        dims: tensor.dims,
        type: tensor.type,
        async *chunks() {
          for await (const { bytes } of file.rawRows(tensor)) yield bytes;
        },
      },
    ];
  });
  await writeGguf(out, withProvenance(prunedMetadata(file.metadata, kept, layers, drop), made), tensors);
}

function prunedMetadata(
  metadata: Metadata,
  kept: readonly number[],
  layers: number,
  drop: readonly number[],
): Metadata {
  const countKey = blockCountKey(metadata);
  const prefix = countKey.slice(0, -'block_count'.length);
  const entries = [...metadata].map(([key, entry]): [string, MetadataValue] => {
    const { type, elementType } = entry;
    if (key === countKey) return [key, { type, elementType, value: kept.length }];
    const list = key.startsWith(prefix) && elementType !== null ? (entry.value as readonly Scalar[]) : null;
    if (list?.length !== layers) return [key, entry];
    return [key, { type, elementType, value: kept.flatMap((layer) => list[layer] ?? []) }];
  });
  const dropped = {
    type: ValueType.ARRAY,
    elementType: ValueType.U32,
    value: [...drop].sort((a, b) => a - b),
  };
  return new Map([...entries, [DROPPED_KEY, dropped]]);
}

const blockCountKey = (metadata: Metadata): string =>
  `${required(textOf, metadata, 'general.architecture')}.block_count`;

function layerOf(name: string): number | null {
  const number = /^blk\.(\d+)\./.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}
