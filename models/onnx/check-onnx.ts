import { messageOf } from '../../harness/errors/heatsoak-error.ts';
import { type ConversionCheck, coverageChecks, type SourceTensor } from '../conversion.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { onnxWeightCheck } from './compare-weights.ts';
import { type OnnxFile, readOnnx } from './read-onnx.ts';
import type { WrittenOnnx } from './write-onnx.ts';

/**
 * Checks of a written model, read again by a reader that shares nothing with the writer: a stub, a cut file or one that lost
 * a tensor fails.
 */
export async function checkOnnx(
  path: string,
  gguf: OpenGguf,
  written: WrittenOnnx,
): Promise<ConversionCheck[]> {
  const source = gguf.tensors;
  const tables = tablesIn(written);
  const coverage = coverageChecks(source satisfies readonly SourceTensor[], written.converted);
  try {
    const file = await readOnnx(path);
    return [
      ...coverage,
      readable(file),
      sameParameters(file, source, tables),
      sameBytes(file, written),
      await onnxWeightCheck(gguf, path, tables),
    ];
  } catch (error) {
    return [...coverage, { name: 'the files read back', outcome: 'failed', detail: messageOf(error) }];
  }
}

const readable = ({ tensors, operators, sizeBytes }: OnnxFile): ConversionCheck => ({
  name: 'the files read back',
  outcome: 'passed',
  detail: `${tensors.length} initialisers, ${Object.keys(operators).length} operators, ${sizeBytes} bytes`,
});

/** Tensors that went into a table, and have no bytes of their own. */
const tablesIn = ({ converted }: WrittenOnnx): ReadonlySet<string> =>
  new Set(converted.filter(({ targetBytes }) => targetBytes === 0).map(({ name }) => name));

/** Weights counted by the graph's own operators, against the source's. */
function sameParameters(
  file: OnnxFile,
  source: readonly GgufTensor[],
  tables: ReadonlySet<string>,
): ConversionCheck {
  const expected = source
    .filter(({ name }) => !tables.has(name))
    .reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
  return {
    name: 'parameters in the graph',
    outcome: file.parameters === expected ? 'passed' : 'failed',
    detail: `${file.parameters} counted by the operators, ${expected} in the source`,
  };
}

/** Bytes that the graph refers to, against the bytes that each tensor was said to take. */
function sameBytes(file: OnnxFile, { converted, added }: WrittenOnnx): ConversionCheck {
  const sum = (rows: readonly { readonly targetBytes: number }[]): number =>
    rows.reduce((total, { targetBytes }) => total + targetBytes, 0);
  const expected = sum(converted) + sum(added);
  const found = file.tensors
    .filter(({ place }) => place !== null)
    .reduce((total, { bytes }) => total + bytes, 0);
  return {
    name: 'bytes of the weights',
    outcome: found === expected ? 'passed' : 'failed',
    detail: `${found} referred to by the graph, ${expected} written`,
  };
}
