import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import {
  DEFAULT_ALIGNMENT,
  type Metadata,
  type MetadataValue,
  paddingTo,
  ValueType,
} from '../../gguf/gguf-types.ts';
import type { GgufFile, GgufTensor } from '../../gguf/read-gguf.ts';
import { ggufHeader } from '../../gguf/write-gguf.ts';

export interface Shard {
  readonly metadata: Metadata;
  readonly tensors: readonly GgufTensor[];
}

/** Keys of llama.cpp's `gguf-split`, with its types; every shard has them. */
export const SPLIT_NO = 'split.no';
export const SPLIT_COUNT = 'split.count';
export const SPLIT_TENSORS = 'split.tensors.count';
/** Ours, in the first shard: what `join` must give again. llama.cpp leaves unknown keys alone. */
export const SOURCE_SHA256 = 'heatsoak.source.sha256';
export const SOURCE_BYTES = 'heatsoak.source.size_bytes';
export const addedKeys: readonly string[] = [
  SPLIT_NO,
  SPLIT_COUNT,
  SPLIT_TENSORS,
  SOURCE_SHA256,
  SOURCE_BYTES,
];

/** `split.count` is a u16. */
const MOST_SHARDS = 65_535;

interface Source {
  readonly file: GgufFile;
  /** What join must give again; null where it cannot, as the file has keys that join takes out. */
  readonly sha256: string | null;
}

/**
 * Shards of at most `maxBytes` each, header and padding counted, tensors in their order. The first has the metadata.
 * @throws HeatsoakError `SHARD_TOO_SMALL` naming what does not fit and the smallest size that would do
 */
export function planShards(source: Source, maxBytes: number): Shard[] {
  const groups = groupTensors(source, maxBytes);
  if (groups.length > MOST_SHARDS)
    throw new HeatsoakError(
      'SHARD_TOO_SMALL',
      `${groups.length} shards; at most ${MOST_SHARDS} are possible`,
      {
        hint: 'raise --max-size',
      },
    );
  return groups.map((tensors, index) => ({
    metadata: shardMetadata(source, index, groups.length),
    tensors,
  }));
}

function groupTensors(source: Source, maxBytes: number): GgufTensor[][] {
  const alignment = Number(source.file.metadata.get('general.alignment')?.value ?? DEFAULT_ALIGNMENT);
  const headers = [0, 1].map((index) => ggufHeader(shardMetadata(source, index, 1), []).length);
  const groups: GgufTensor[][] = [];
  let group: GgufTensor[] = [];
  let size = headers[0] ?? 0;
  for (const tensor of source.file.tensors) {
    const taken = infoBytes(tensor) + tensor.bytes + paddingTo(alignment, tensor.bytes);
    if (group.length > 0 && size + taken + alignment > maxBytes) {
      groups.push(group);
      group = [];
      size = headers[1] ?? 0;
    }
    group.push(tensor);
    size += taken;
    // The header is padded once more when it has grown: at most by the alignment.
    if (group.length === 1 && size + alignment > maxBytes)
      throw tooSmall(tensor, groups.length, size + alignment);
  }
  return [...groups, group];
}

/** Name, rank, dimensions, type and offset in the header. */
const infoBytes = ({ name, dims }: GgufTensor): number =>
  8 + Buffer.byteLength(name) + 4 + 8 * dims.length + 4 + 8;

function shardMetadata({ file, sha256 }: Source, index: number, count: number): Metadata {
  const number = (type: number, value: number): MetadataValue => ({ type, elementType: null, value });
  const split: [string, MetadataValue][] = [
    [SPLIT_NO, number(ValueType.U16, index)],
    [SPLIT_COUNT, number(ValueType.U16, count)],
    [SPLIT_TENSORS, number(ValueType.I32, file.tensors.length)],
  ];
  const alignment = file.metadata.get('general.alignment');
  if (index > 0)
    return new Map([...(alignment ? [['general.alignment', alignment] as const] : []), ...split]);
  const own = [...file.metadata].filter(([key]) => !addedKeys.includes(key));
  if (sha256 === null) return new Map([...own, ...split]);
  return new Map([
    ...own,
    ...split,
    [SOURCE_SHA256, { type: ValueType.STRING, elementType: null, value: sha256 }],
    [SOURCE_BYTES, number(ValueType.U64, file.sizeBytes)],
  ]);
}

function tooSmall(tensor: GgufTensor, index: number, needed: number): HeatsoakError {
  const what = index === 0 ? `the metadata and ${tensor.name}` : tensor.name;
  return new HeatsoakError('SHARD_TOO_SMALL', `${what} alone take ${needed} bytes, and a tensor is not cut`, {
    hint: `--max-size must be at least ${Math.ceil(needed / 1e6)}M`,
  });
}
