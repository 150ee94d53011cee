import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import { makeFolder } from '../../../harness/files/make-folder.ts';
import { writeDocument } from '../../../harness/files/write-whole.ts';
import { endOfTensors } from '../../gguf/after-last-tensor.ts';
import { countOf } from '../../gguf/metadata.ts';
import { type OpenGguf, openGguf } from '../../gguf/open-gguf.ts';
import type { GgufTensor } from '../../gguf/read-gguf.ts';
import { ggufHeader, type TensorSource, writeGguf } from '../../gguf/write-gguf.ts';
import { checkPlaces, checkTarget } from '../../write-target.ts';
import type { PartsManifest } from './parts-manifest.ts';
import { shardName } from './shard-name.ts';
import { addedKeys, planShards, type Shard, SPLIT_COUNT } from './shard-plan.ts';

export interface SplitRequest {
  readonly path: string;
  /** Folder of the shards; made when it is not there. */
  readonly out: string;
  readonly maxBytes: number;
  /** Files are named by their SHA-256 instead of llama.cpp's shard names. */
  readonly byHash: boolean;
  /** Ends the work, and discards what is half written. */
  readonly signal?: AbortSignal;
}

export interface SplitModel {
  readonly manifestPath: string;
  readonly manifest: PartsManifest;
  readonly paths: readonly string[];
}

/**
 * Cuts a GGUF file between tensors into shards that llama.cpp loads, in flat memory, and writes a manifest of them.
 * @throws HeatsoakError `SPLIT_INEXACT` when `join` could not give the file again to the bit, and what `checkTarget` throws;
 *   nothing is written then
 */
export async function splitModel(request: SplitRequest): Promise<SplitModel> {
  const file = await openGguf(request.path);
  try {
    const name = basename(request.path);
    if ((countOf(file.metadata, SPLIT_COUNT) ?? 0) > 0) throw alreadySplit(request.path);
    const stem = name.replace(/\.gguf$/i, '');
    const manifestPath = join(request.out, `${stem}.parts.json`);
    // All shards have names of one length.
    const oneShard = join(request.out, shardName(stem, 0, 1));
    await checkPlaces(manifestPath, { beside: [oneShard], makesFolder: true });
    const sha256 = await exactHash(file);
    // llama.cpp leaves the marks of shards in what it merges, a count of zero; join takes them out, and says so.
    const isMarked = addedKeys.some((key) => file.metadata.has(key));
    const shards = planShards({ file, sha256: isMarked ? null : sha256 }, request.maxBytes);
    await makeFolder(request.out);
    const names = shards.map((_, index) => shardName(stem, index, shards.length));
    for (const each of names) await checkTarget(join(request.out, each), 0);
    const parts = await writeShards(file, shards, request, names);
    const { sizeBytes } = file;
    const manifest: PartsManifest = {
      v: 1,
      source: { name, sha256, sizeBytes },
      maxBytes: request.maxBytes,
      parts,
    };
    await writeDocument(manifestPath, manifest);
    return { manifestPath, manifest, paths: parts.map((part) => join(request.out, part.file)) };
  } finally {
    await file.close();
  }
}

type Part = PartsManifest['parts'][number];

async function writeShards(
  file: OpenGguf,
  shards: readonly Shard[],
  { out, byHash, signal }: SplitRequest,
  names: readonly string[],
): Promise<Part[]> {
  const parts: Part[] = [];
  try {
    for (const [index, { metadata, tensors }] of shards.entries()) {
      const shard = names[index] ?? '';
      const hash = createHash('sha256');
      let sizeBytes = 0;
      await writeGguf(
        join(out, shard),
        metadata,
        tensors.map((tensor) => copyOf(file, tensor)),
        {
          version: file.version,
          signal,
          tap: (bytes) => {
            hash.update(bytes);
            sizeBytes += bytes.length;
          },
        },
      );
      const sha256 = hash.digest('hex');
      parts.push({ file: shard, shard, sha256, sizeBytes });
    }
    return byHash ? await renamed(out, parts) : parts;
  } catch (error) {
    for (const part of parts) await rm(join(out, part.file), { force: true });
    throw error;
  }
}

async function renamed(out: string, parts: readonly Part[]): Promise<Part[]> {
  return Promise.all(
    parts.map(async (part) => {
      await checkPlaces(join(out, part.sha256));
      await rename(join(out, part.file), join(out, part.sha256));
      return { ...part, file: part.sha256 };
    }),
  );
}

/** The tensor as it stands, row after row. */
export function copyOf(file: OpenGguf, tensor: GgufTensor): TensorSource {
  return {
    ...tensor,
    async *chunks() {
      for await (const { bytes } of file.rawRows(tensor)) yield bytes;
    },
  };
}

/**
 * The file's SHA-256, after it was shown that header and tensors alone give the file again: no unusual header, nothing but
 * zeros between tensors, and no more than padding at the end.
 */
async function exactHash(file: OpenGguf): Promise<string> {
  const header = ggufHeader(file.metadata, file.tensors, file.version);
  const end = endOfTensors(file);
  const gaps = file.tensors.map(({ offset, bytes }, i) => ({
    from: file.dataStart + offset + bytes,
    to: file.dataStart + (file.tensors[i + 1]?.offset ?? file.sizeBytes - file.dataStart),
  }));
  const hash = createHash('sha256');
  let at = 0;
  let exact = header.length === file.dataStart && file.sizeBytes - end < MOST_TRAILING;
  for await (const piece of createReadStream(file.path, { highWaterMark: 4 << 20 })) {
    const bytes = piece as Buffer;
    hash.update(bytes);
    if (at < header.length)
      exact &&= header.subarray(at, at + bytes.length).equals(bytes.subarray(0, header.length - at));
    for (const { from, to } of gaps)
      if (from < at + bytes.length && to > at)
        exact &&= bytes.subarray(Math.max(0, from - at), to - at).every((byte) => byte === 0);
    at += bytes.length;
  }
  if (!exact)
    throw new HeatsoakError(
      'SPLIT_INEXACT',
      `${file.path} has bytes that its header and tensors do not explain, so that join could not give it again`,
      { where: file.path, hint: 'write it anew, for example with llama.cpp, and split that' },
    );
  return hash.digest('hex');
}

/** A page: more than any alignment in use, and nothing that could hide data worth keeping. */
export const MOST_TRAILING = 4096;

const alreadySplit = (path: string): HeatsoakError =>
  new HeatsoakError('ALREADY_SPLIT', `${path} is a shard already`, {
    where: path,
    hint: 'heatsoak model join the shards first',
  });
