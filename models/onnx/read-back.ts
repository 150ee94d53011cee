import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { ConvertedTensor } from '../conversion.ts';
import { type OpenGguf, rowsOf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import type { ExternalData, Region } from './external-data.ts';
import { floatsOf } from './float-bytes.ts';
import { unpack } from './packed.ts';
import type { StoredWeight } from './stored-weight.ts';

/** Weights of each tensor that are read back: whole small tensors, rows spread evenly over large ones. */
const COMPARED_WEIGHTS = 65_536;

type Errors = Pick<ConvertedTensor, 'comparedWeights' | 'maxAbsError' | 'relativeRmsError'>;

/**
 * Reads rows of a written tensor out of the data file and compares them with the source's.
 * @throws HeatsoakError `TENSOR_VALUES` where one of them is no finite number
 */
export async function readBack(
  gguf: OpenGguf,
  data: ExternalData,
  tensor: GgufTensor,
  weight: StoredWeight,
  scaleType: 'FLOAT' | 'FLOAT16',
): Promise<Errors> {
  const [inputs, rows] = [tensor.dims[0] ?? 1, rowsOf(tensor)];
  const step = Math.max(1, Math.ceil((rows * inputs) / COMPARED_WEIGHTS));
  let [maxAbsError, squares, power, comparedWeights] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += step) {
    const expected = await gguf.readFloats(tensor, row, 1);
    const found = await writtenRow(data, weight, row, inputs, scaleType);
    for (let i = 0; i < inputs; i++) {
      const error = Math.abs((found[i] ?? Number.NaN) - (expected[i] ?? 0));
      // `Math.max` keeps NaN, so one value that is not a number makes the result NaN.
      maxAbsError = Math.max(maxAbsError, error);
      squares += error * error;
      power += (expected[i] ?? 0) ** 2;
    }
    comparedWeights += inputs;
  }
  if (!Number.isFinite(maxAbsError)) throw notFinite(tensor.name);
  return { comparedWeights, maxAbsError, relativeRmsError: power === 0 ? null : Math.sqrt(squares / power) };
}

const notFinite = (name: string): HeatsoakError =>
  new HeatsoakError('TENSOR_VALUES', `tensor ${name} holds numbers that are not finite in the ONNX model`, {
    hint: 'the source is damaged, or its weights are too large for half precision: try --activations fp32',
  });

async function writtenRow(
  data: ExternalData,
  weight: StoredWeight,
  row: number,
  inputs: number,
  scaleType: 'FLOAT' | 'FLOAT16',
): Promise<Float32Array> {
  if (weight.kind === 'dense') {
    const bytes = await slice(data, weight.region, row, inputs * (weight.type === 'FLOAT' ? 4 : 2));
    return floatsOf(bytes, weight.type);
  }
  const { bits, block, quants, scales, zeroPoints } = weight;
  const floats = (inputs / block) * (scaleType === 'FLOAT' ? 4 : 2);
  const packed = {
    quants: await slice(data, quants, row, (inputs * bits) / 8),
    scales: floatsOf(await slice(data, scales, row, floats), scaleType),
    zeroPoints: zeroPoints && floatsOf(await slice(data, zeroPoints, row, floats), scaleType),
  };
  const values = new Float32Array(inputs);
  unpack(packed, { bits, block }, values);
  return values;
}

async function slice(data: ExternalData, region: Region, row: number, bytes: number): Promise<Uint8Array> {
  const into = new Uint8Array(bytes);
  await data.read(region, row * bytes, into);
  return into;
}
