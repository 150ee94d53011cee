import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../../harness/files/digest.ts';
import { DEFAULT_ALIGNMENT, type Metadata, paddingTo } from '../../gguf/gguf-types.ts';
import { countOf, textOf } from '../../gguf/metadata.ts';
import { type OpenGguf, openGguf } from '../../gguf/open-gguf.ts';
import { ggufHeader, writeGguf } from '../../gguf/write-gguf.ts';
import { visibleText } from '../../visible-text.ts';
import { whatFolderIs } from '../../what-folder-is.ts';
import { checkTarget } from '../../write-target.ts';
import { readPartsManifest } from './parts-manifest.ts';
import { shardName, shardOf } from './shard-name.ts';
import {
  addedKeys,
  SOURCE_BYTES,
  SOURCE_SHA256,
  SPLIT_COUNT,
  SPLIT_NO,
  SPLIT_TENSORS,
} from './shard-plan.ts';
import { copyOf, MOST_TRAILING } from './split-model.ts';

export interface JoinedModel {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly shards: number;
  /** True: the bytes are the source's. Null: the shards do not say what it was, as llama.cpp's own do not. */
  readonly sameAsSource: true | null;
}

/**
 * Puts shards together again, from the first shard or a parts manifest, in flat memory. Parts of a manifest are hashed before.
 * @throws HeatsoakError `SHARD_INVALID`, `PART_DIFFERS`, or `JOIN_DIFFERS` (what was written is removed then), and what
 * `checkTarget` throws
 */
export async function joinModel(first: string, out: string, signal?: AbortSignal): Promise<JoinedModel> {
  await checkTarget(out, 0);
  const paths = first.endsWith('.json') ? await verifiedParts(first) : await siblings(first);
  if (paths.some((path) => resolve(path) === resolve(out)))
    throw new HeatsoakError('OUTPUT_IS_INPUT', `${out} is one of the shards`, {
      where: out,
      hint: 'name another file',
    });
  const shards: OpenGguf[] = [];
  try {
    for (const path of paths) shards.push(await openGguf(path));
    checkShards(shards);
    return await writeJoined(shards, out, signal);
  } finally {
    await Promise.all(shards.map((shard) => shard.close()));
  }
}

async function verifiedParts(manifestPath: string): Promise<string[]> {
  const manifest = await readPartsManifest(manifestPath);
  const paths = manifest.parts.map((part) => join(dirname(manifestPath), part.file));
  for (const [i, path] of paths.entries()) {
    const expected = manifest.parts[i];
    const { size } = await partStat(path);
    // Before it is hashed: a stranger's manifest may name a file of any length.
    if (size !== expected?.sizeBytes) throw partDiffers(path, `${size} bytes, not ${expected?.sizeBytes}`);
    const found = await sha256OfFile(path);
    if (found.sha256 !== expected.sha256)
      throw partDiffers(path, `SHA-256 ${found.sha256}, not ${expected.sha256}`);
  }
  return paths;
}

/** A manifest is a stranger's: what it names must be a file beside it, and no link to somewhere else. */
async function partStat(path: string): Promise<{ size: number }> {
  const found = await lstat(path).catch((cause: unknown) => {
    throw shardInvalid(path, 'is not there', cause);
  });
  if (!found.isFile()) throw shardInvalid(path, found.isSymbolicLink() ? 'is a link' : 'is not a file');
  return found;
}

const partDiffers = (path: string, what: string): HeatsoakError =>
  new HeatsoakError('PART_DIFFERS', `${path} has ${what}`, {
    where: path,
    hint: 'fetch this part again; the others may stay',
  });

async function siblings(first: string): Promise<string[]> {
  const folder = await whatFolderIs(first).catch(() => null);
  if (folder !== null)
    throw new HeatsoakError('SHARD_NAME', `${first} is ${folder.what}`, { where: first, hint: folder.hint });
  const shard = shardOf(first);
  if (shard?.index !== 0)
    throw new HeatsoakError('SHARD_NAME', `${basename(first)} is not the name of a first shard`, {
      where: first,
      hint: 'name <model>-00001-of-0000N.gguf, or the <model>.parts.json',
    });
  const paths = Array.from({ length: shard.count }, (_, index) =>
    shardName(shard.prefix, index, shard.count),
  );
  for (const path of paths)
    if (!(await stat(path).catch(() => null))) throw shardInvalid(path, 'is not there');
  return paths;
}

function checkShards(shards: readonly OpenGguf[]): void {
  for (const [index, { metadata, path }] of shards.entries()) {
    const [no, count] = [countOf(metadata, SPLIT_NO), countOf(metadata, SPLIT_COUNT)];
    if (no === null || count === null) throw shardInvalid(path, 'does not say which shard it is');
    if (no !== index) throw shardInvalid(path, `is shard ${no + 1}, not ${index + 1}`);
    if (count !== shards.length)
      throw shardInvalid(path, `is one of ${count} shards, not of ${shards.length}`);
  }
  const tensors = shards.flatMap((shard) => shard.tensors.map(({ name }) => name));
  for (const { metadata, path } of shards) {
    const total = countOf(metadata, SPLIT_TENSORS);
    const twice = tensors.find((name, index) => tensors.indexOf(name) !== index);
    if (twice !== undefined) throw shardInvalid(path, `and another shard both hold ${visibleText(twice)}`);
    if (total !== tensors.length)
      throw shardInvalid(path, `speaks of ${total} tensors; the shards have ${tensors.length}`);
  }
}

async function writeJoined(
  shards: readonly OpenGguf[],
  out: string,
  signal: AbortSignal | undefined,
): Promise<JoinedModel> {
  const [first] = shards;
  if (!first) throw new HeatsoakError('SHARD_INVALID', 'there is no shard');
  const expected = textOf(first.metadata, SOURCE_SHA256);
  const metadata: Metadata = new Map([...first.metadata].filter(([key]) => !addedKeys.includes(key)));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let sha256 = '';
  const tensors = shards.flatMap((shard) => shard.tensors.map((tensor) => copyOf(shard, tensor)));
  await writeGguf(out, metadata, tensors, {
    version: first.version,
    signal,
    trailingBytes: trailingBytes(metadata, shards, countOf(first.metadata, SOURCE_BYTES)),
    tap: (bytes) => {
      hash.update(bytes);
      sizeBytes += bytes.length;
    },
    check: () => {
      sha256 = hash.digest('hex');
      if (expected !== null && sha256 !== expected) throw joinDiffers(first.path, sha256, expected);
    },
  });
  return {
    path: out,
    sha256,
    sizeBytes,
    shards: shards.length,
    sameAsSource: expected === null ? null : true,
  };
}

/** What the source had after its last tensor; undefined: as much as the alignment wants. */
function trailingBytes(
  metadata: Metadata,
  shards: readonly OpenGguf[],
  sourceBytes: number | null,
): number | undefined {
  if (sourceBytes === null) return undefined;
  const alignment = Number(metadata.get('general.alignment')?.value ?? DEFAULT_ALIGNMENT);
  const tensors = shards.flatMap((shard) => shard.tensors);
  const padded = tensors.reduce((sum, { bytes }) => sum + bytes + paddingTo(alignment, bytes), 0);
  const lastPadding = paddingTo(alignment, tensors.at(-1)?.bytes ?? 0);
  const trailing = sourceBytes - (ggufHeader(metadata, tensors).length + padded - lastPadding);
  return trailing >= 0 && trailing < MOST_TRAILING ? trailing : undefined;
}

const joinDiffers = (path: string, found: string, expected: string): HeatsoakError =>
  new HeatsoakError('JOIN_DIFFERS', `the joined file has SHA-256 ${found}, the source had ${expected}`, {
    where: path,
    hint: 'a shard was changed: fetch the shards again',
  });

const shardInvalid = (path: string, why: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError('SHARD_INVALID', `${path} ${why}`, {
    where: path,
    hint: 'all shards of one split must lie in one folder',
    cause,
  });
