import { fromHalf } from '../../quantise/half.ts';
import { dataTypes, type TensorType } from '../mil/data-type.ts';
import type { Binding, MilFunction, Operation, Value } from '../mil/program.ts';
import { unpackBlockwise } from '../repack/unpack.ts';
import type { OpenPackage } from './read-package.ts';

/** A weight of a program by the name of its constant. */
export function findWeight(milFunction: MilFunction, name: string): Operation | null {
  return milFunction.operations.find((operation) => operation.outputs[0]?.name === name) ?? null;
}

/**
 * Rows `firstRow` to `firstRow + rows` of a weight, as the program would see them: read from the file through the
 * program's own references, quants unpacked as `constexpr_blockwise_shift_scale` defines.
 */
export async function readRows(
  opened: OpenPackage,
  operation: Operation,
  firstRow: number,
  rows: number,
): Promise<Float32Array> {
  if (operation.value) return readPlain(opened, operation.value, firstRow, rows);
  const data = constant(operation, 'data');
  const scale = constant(operation, 'scale');
  const offset = operation.inputs['offset'] ? constant(operation, 'offset') : null;
  const columns = data.type.shape.at(-1) ?? 1;
  const values = new Float32Array(rows * columns);
  const offsets = offset && (await readPart(opened, offset, firstRow, rows));
  unpackBlockwise(
    {
      dataType: data.type.dataType,
      data: await readPart(opened, data, firstRow, rows),
      scales: asHalves(await readPart(opened, scale, firstRow, rows)),
      offsets: offsets && asHalves(offsets),
      block: columns / (scale.type.shape.at(-1) ?? 1),
    },
    values,
  );
  return values;
}

async function readPlain(
  opened: OpenPackage,
  value: Value,
  firstRow: number,
  rows: number,
): Promise<Float32Array> {
  const bytes = await readPart(opened, value, firstRow, rows);
  if (value.type.dataType === 'fp32')
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  if (value.type.dataType === 'fp16') return Float32Array.from(asHalves(bytes), fromHalf);
  throw new Error(`a weight of ${value.type.dataType} is not read`);
}

async function readPart(
  opened: OpenPackage,
  { type, content }: Value,
  firstRow: number,
  rows: number,
): Promise<Uint8Array> {
  if (!('blob' in content)) throw new Error('a weight inside the program');
  const { dataOffset } = await opened.weights.find(content.blob.offset, type);
  const rowBytes = (columnsOf(type) * dataTypes[type.dataType].bits) / 8;
  return opened.weights.read(dataOffset + firstRow * rowBytes, rows * rowBytes);
}

/** A vector is one row. */
const columnsOf = ({ shape }: TensorType): number => shape.at(-1) ?? 1;

const asHalves = (bytes: Uint8Array): Uint16Array =>
  new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

function constant(operation: Operation, parameter: string): Value {
  const binding: Binding | undefined = operation.inputs[parameter]?.[0];
  if (!binding || !('value' in binding)) throw new Error(`${operation.name} has no constant ${parameter}`);
  return binding.value;
}
