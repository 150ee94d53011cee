import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';

/** The file breaks the format, whatever its length. */
export const invalid = (why: string): HeatsoakError =>
  new HeatsoakError('GGUF_INVALID', `not a usable GGUF file: ${why}`, {
    hint: 'download the model again, or convert it again',
  });

/** Another kind of model, which is whole and only in the wrong place. */
export const isOnnx = (): HeatsoakError =>
  new HeatsoakError('GGUF_INVALID', 'not a usable GGUF file: it is an ONNX model', {
    hint: 'name the GGUF that it was made from; heatsoak model inspect and verify take ONNX models whose names end in .onnx',
  });

/** The file would be right if it were longer. */
export const truncated = (why: string): HeatsoakError =>
  new HeatsoakError('GGUF_TRUNCATED', `the GGUF file was cut: ${why}`, { hint: 'download the model again' });

/** Reports any failure inside a hostile header as a GGUF error with the file's name. */
export function inFile(error: unknown, path: string): HeatsoakError {
  if (error instanceof HeatsoakError) {
    return new HeatsoakError(error.code, `${path}: ${error.message}`, {
      where: path,
      hint: error.hint,
    });
  }
  return new HeatsoakError('GGUF_INVALID', `${path}: not a usable GGUF file`, { where: path, cause: error });
}
