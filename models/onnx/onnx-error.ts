import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';

/** The file breaks the format, whatever its length. */
export const onnxInvalid = (path: string, why: string): HeatsoakError =>
  new HeatsoakError('ONNX_INVALID', `${path}: not a usable ONNX model: ${why}`, {
    where: path,
    hint: 'fetch the model again, or convert it again with heatsoak model convert',
  });

/** Data that the graph refers to is not, or not all, there. */
export const onnxTruncated = (path: string, why: string): HeatsoakError =>
  new HeatsoakError('ONNX_TRUNCATED', `${path}: the ONNX model's weights were cut: ${why}`, {
    where: path,
    hint: 'copy the .data file that belongs to it into the same folder, or convert it again',
  });
