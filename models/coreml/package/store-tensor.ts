import type { DecoderShape } from '../../decoder-shape.ts';
import { type OpenGguf, rowsOf } from '../../gguf/open-gguf.ts';
import { toHalf } from '../../quantise/half.ts';
import type { BlobSlot, BlobWriter } from '../blob/write-blobs.ts';
import { type PlannedTensor, sortedRow } from '../graph/tensor-plan.ts';
import { dataTypes, type TensorType } from '../mil/data-type.ts';
import type { Packed } from '../repack/packed.ts';
import { type OffsetChoice, type Packing, packingOf } from '../repack/packing.ts';
import type { StoredWeight } from './stored-weights.ts';

/** Bytes of a tensor that are read at once: with what they become, the converter's largest buffers. */
const CHUNK_BYTES = 8 << 20;

/** Where the rows of a tensor go: its own order, or each head's rows sorted. Heads must not be cut apart. */
export function rowOrder(
  { sortsHeads }: PlannedTensor,
  { headSize, rotation }: DecoderShape,
): (row: number) => number {
  return sortsHeads ? (row) => sortedRow(row, headSize, rotation.dimensions) : (row) => row;
}

/** Streams one tensor into the weight file. Norms keep single precision, they are few and weigh nothing. */
export function storeTensor(
  gguf: OpenGguf,
  plan: PlannedTensor,
  shape: DecoderShape,
  offsets: OffsetChoice,
  blobs: BlobWriter,
): Promise<StoredWeight> {
  if (plan.form === 'norm') return storePlain(gguf, plan, shape, 'fp32', blobs);
  const packing = packingOf(plan.source.type, offsets);
  return packing
    ? storeBlockwise(gguf, plan, shape, packing, blobs)
    : storePlain(gguf, plan, shape, 'fp16', blobs);
}

async function storePlain(
  gguf: OpenGguf,
  plan: PlannedTensor,
  shape: DecoderShape,
  dataType: 'fp16' | 'fp32',
  blobs: BlobWriter,
): Promise<StoredWeight> {
  const { source } = plan;
  const inputs = source.dims[0] ?? 1;
  const slot = blobs.allocate({ dataType, shape: [...source.dims].reverse() });
  const rowBytes = inputs * (dataTypes[dataType].bits / 8);
  for await (const { firstRow, rows, values } of gguf.floatRows(source, chunkOf(plan, shape))) {
    const bytes = new Uint8Array(
      dataType === 'fp32' ? values.slice().buffer : Uint16Array.from(values, toHalf).buffer,
    );
    await blobs.write(slot, firstRow * rowBytes, inOrder(plan, shape, bytes, rows, firstRow, rowBytes));
  }
  return { kind: 'plain', slot };
}

async function storeBlockwise(
  gguf: OpenGguf,
  plan: PlannedTensor,
  shape: DecoderShape,
  packing: Packing,
  blobs: BlobWriter,
): Promise<StoredWeight> {
  const [inputs = 1, outputs = 1] = plan.source.dims;
  const blocks = inputs / packing.block;
  const slot = (dataType: TensorType['dataType'], columns: number): BlobSlot =>
    blobs.allocate({ dataType, shape: [outputs, columns] });
  const data = slot(packing.dataType, inputs);
  const scale = slot('fp16', blocks);
  const offset = packing.hasOffset ? slot('fp16', blocks) : null;
  for await (const { firstRow, rows, bytes } of gguf.rawRows(plan.source, chunkOf(plan, shape))) {
    const packed = roomFor(rows, data.bytes / outputs, blocks, packing);
    packing.pack(bytes, packed);
    const put = async (to: BlobSlot, part: Uint8Array | Uint16Array): Promise<void> => {
      const rowBytes = to.bytes / outputs;
      const whole = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      await blobs.write(to, firstRow * rowBytes, inOrder(plan, shape, whole, rows, firstRow, rowBytes));
    };
    await put(data, packed.data);
    await put(scale, packed.scales);
    if (offset && packed.offsets) await put(offset, packed.offsets);
  }
  return { kind: 'blockwise', type: { dataType: 'fp16', shape: [outputs, inputs] }, data, scale, offset };
}

function roomFor(rows: number, dataBytes: number, blocks: number, packing: Packing): Packed {
  return {
    data: new Uint8Array(rows * dataBytes),
    scales: new Uint16Array(rows * blocks),
    offsets: packing.hasOffset ? new Uint16Array(rows * blocks) : null,
  };
}

/** Sorted heads must be whole in a piece, whatever its size. */
function chunkOf({ source, sortsHeads }: PlannedTensor, { headSize }: DecoderShape): number {
  if (!sortsHeads) return CHUNK_BYTES;
  const headBytes = (source.bytes / rowsOf(source)) * headSize;
  return Math.max(1, Math.floor(CHUNK_BYTES / headBytes)) * headBytes;
}

function inOrder(
  plan: PlannedTensor,
  shape: DecoderShape,
  bytes: Uint8Array,
  rows: number,
  firstRow: number,
  rowBytes: number,
): Uint8Array {
  if (!plan.sortsHeads) return bytes;
  const place = rowOrder(plan, shape);
  const sorted = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++)
    sorted.set(
      bytes.subarray(row * rowBytes, (row + 1) * rowBytes),
      (place(firstRow + row) - firstRow) * rowBytes,
    );
  return sorted;
}
