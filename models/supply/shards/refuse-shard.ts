import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import type { Metadata } from '../../gguf/gguf-types.ts';
import { countOf } from '../../gguf/metadata.ts';
import { shardName, shardOf } from './shard-name.ts';
import { SPLIT_COUNT, SPLIT_NO } from './shard-plan.ts';

interface Shard {
  readonly path: string;
  readonly metadata: Metadata;
}

/** Before the rest of a header is looked at: a shard lacks keys and tensors of its model. @throws HeatsoakError `MODEL_SPLIT` */
export function refuseShard({ path, metadata }: Shard): void {
  const shards = countOf(metadata, SPLIT_COUNT) ?? 1;
  // What llama.cpp merged has a count of zero, and what it split into one a count of one.
  if (shards <= 1) return;
  throw new HeatsoakError('MODEL_SPLIT', `${path} is one of ${shards} shards`, {
    where: path,
    hint: `join the shards first: heatsoak model join ${firstOf(path)} model.gguf`,
  });
}

/** llama.cpp opens all shards by the first. @throws HeatsoakError `MODEL_SPLIT` for another one */
export function refuseLaterShard({ path, metadata }: Shard): void {
  if ((countOf(metadata, SPLIT_NO) ?? 0) === 0) return;
  throw new HeatsoakError('MODEL_SPLIT', `${path} is a shard, and not the first`, {
    where: path,
    hint: `name the first, by which llama.cpp finds the others: ${firstOf(path)}`,
  });
}

function firstOf(path: string): string {
  const shard = shardOf(path);
  return shard === null ? '<model>-00001-of-0000N.gguf' : shardName(shard.prefix, 0, shard.count);
}
