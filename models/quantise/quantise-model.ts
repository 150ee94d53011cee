import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import type { DigestOf } from '../../harness/files/remembered-digest.ts';
import type { Provenance } from '../../harness/protocol/provenance.ts';
import { type Metadata, ValueType } from '../gguf/gguf-types.ts';
import { type OpenGguf, openGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { elementCount, type TensorType, tensorBytes } from '../gguf/tensor-types.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { provenanceOfWork, provenancePath, withProvenance, writeProvenance } from '../provenance.ts';
import { refuseShard } from '../supply/shards/refuse-shard.ts';
import type { TensorWork } from '../tensor-work.ts';
import { checkTarget } from '../write-target.ts';
import { dequantiserOf, isDequantisable } from './dequantise.ts';
import { type MixName, mixes, typesInMix } from './mix.ts';
import type { WritableType } from './quantise.ts';
import { openRequantisers, type Requantisers } from './requantisers.ts';

/** What became of a tensor; `bytes` are those of the new type. */
export interface QuantisedTensor {
  readonly name: string;
  readonly from: TensorType;
  readonly to: TensorType;
  readonly bytes: number;
}

/** How the work is watched, and what the file says of it. */
export interface QuantisationWork extends TensorWork {
  /** Stands in the file, and with host and date beside it, as what made it; absent: nothing is recorded. */
  readonly tool?: string;
  /** Hashes the source where that is recorded; default: reads it. */
  readonly digestOf?: DigestOf;
}

/**
 * Writes the model in another type or mix, in flat memory. Tensors that are of their new type already are copied as they
 * are, and so are those that a mix leaves alone. A failure leaves nothing.
 * @throws HeatsoakError `TENSOR_TYPE`, `TENSOR_VALUES`, `MODEL_SPLIT`, `MODEL_SAME`, or what reading and writing throw
 */
export async function quantiseModel(
  from: string,
  to: string,
  mix: MixName,
  work: QuantisationWork = {},
): Promise<readonly QuantisedTensor[]> {
  await refuseSameFile(from, to);
  const source = await openGguf(from);
  try {
    refuseShard(source);
    const plan = planOf(source, mix);
    // Before the source is hashed and the weights are counted, which takes minutes.
    await checkTarget(to, 0, work.tool === undefined ? [] : [provenancePath(to)]);
    const weights = plan
      .filter(({ tensor, type }) => type !== tensor.type)
      .reduce((sum, { tensor }) => sum + elementCount(tensor.dims), 0);
    const made = await provenanceOf(from, work);
    const written = createHash('sha256');
    const requantisers = openRequantisers(weights, mixes[mix].type);
    try {
      const desks = Array.from({ length: requantisers.atOnce + 1 }, () => ({ from: room(), to: room() }));
      const tensors = plan.map(({ tensor, type }, i) => ({
        name: tensor.name,
        dims: tensor.dims,
        type,
        chunks: async function* () {
          yield* chunksOf({ source, requantisers, desks }, tensor, type);
          work.onTensor?.(i + 1, plan.length);
        },
      }));
      await writeGguf(to, metadataIn(source.metadata, mix, made), tensors, {
        signal: work.signal,
        ...(work.tool === undefined ? {} : { tap: (bytes) => void written.update(bytes) }),
      });
    } finally {
      await requantisers.close();
    }
    if (work.tool !== undefined) await writeProvenance(to, written.digest('hex'), made);
    return plan.map(({ tensor, type }) => ({
      name: tensor.name,
      from: tensor.type,
      to: type,
      bytes: tensorBytes(type, tensor.dims) ?? tensor.bytes,
    }));
  } finally {
    await source.close();
  }
}

const provenanceOf = async (
  from: string,
  { tool, digestOf = sha256OfFile }: QuantisationWork,
): Promise<Provenance> =>
  tool === undefined ? {} : provenanceOfWork(tool, { path: from, ...(await digestOf(from)) });

interface Planned {
  readonly tensor: GgufTensor;
  readonly type: TensorType;
}

/** Every tensor's new type; refuses a type that cannot be read before anything is written. */
function planOf(source: OpenGguf, mix: MixName): Planned[] {
  const types = typesInMix(mix, source.tensors);
  return source.tensors.map((tensor, i) => {
    const type = types[i] ?? tensor.type;
    if (type !== tensor.type) dequantiserOf(tensor.type, tensor.name);
    return { tensor, type };
  });
}

/** Worth a message to a thread: one takes as long as tens of thousands of weights. */
const CHUNK_WEIGHTS = 1 << 21;

/** Memory for a piece and for what it becomes. Threads share it; a new one for each piece would be cleared for nothing. */
interface Desk {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

const room = (): Uint8Array => new Uint8Array(new SharedArrayBuffer(4 * CHUNK_WEIGHTS));

interface Workbench {
  readonly source: OpenGguf;
  readonly requantisers: Requantisers;
  /** One for each piece under way, and one for the piece that is being written to the file. */
  readonly desks: readonly Desk[];
}

async function* chunksOf(
  { source, requantisers, desks }: Workbench,
  tensor: GgufTensor,
  type: TensorType,
): AsyncGenerator<Uint8Array> {
  const from = tensor.type;
  let at = 0;
  const desk = (): Desk => desks[at % desks.length] as Desk;
  const chunkBytes = (CHUNK_WEIGHTS * tensor.bytes) / elementCount(tensor.dims);
  const pieces = source.rawRows(tensor, chunkBytes, () => desk().from);
  if (type === from || !isDequantisable(from)) {
    for await (const { bytes } of pieces) yield bytes;
    return;
  }
  const underWay: Promise<Uint8Array>[] = [];
  for await (const { bytes } of pieces) {
    const piece = { from, to: type as WritableType, tensor: tensor.name, bytes, room: desk().to };
    underWay.push(handled(requantisers.requantise(piece)));
    at += 1;
    if (underWay.length > requantisers.atOnce) yield await first(underWay);
  }
  while (underWay.length > 0) yield await first(underWay);
}

/** A piece that fails while an earlier one is awaited is reported when its turn comes, not as an unhandled rejection. */
function handled(piece: Promise<Uint8Array>): Promise<Uint8Array> {
  piece.catch(() => undefined);
  return piece;
}

const first = (pieces: Promise<Uint8Array>[]): Promise<Uint8Array> =>
  pieces.shift() ?? Promise.resolve(new Uint8Array());

function metadataIn(metadata: Metadata, mix: MixName, made: Provenance): Metadata {
  const u32 = (value: number) => ({ type: ValueType.U32, elementType: null, value });
  return new Map([
    ...withProvenance(metadata, made),
    ['general.file_type', u32(mixes[mix].fileType)],
    ['general.quantization_version', u32(2)],
  ]);
}

async function refuseSameFile(from: string, to: string): Promise<void> {
  const [one, other] = await Promise.all([from, to].map((path) => realpath(path).catch(() => null)));
  if (one === null || one !== other) return;
  throw new HeatsoakError('MODEL_SAME', `${to} is the source itself`, {
    where: to,
    hint: 'write the result under another name',
  });
}
