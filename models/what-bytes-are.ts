import { whatTextIs } from './what-text-is.ts';

/** So many bytes of a file's start are enough to tell what it is. */
export const TELLING_BYTES = 512;

/**
 * What a file is that was taken for a model, by its first bytes: a phrase such as "a web page"; null where they say nothing known.
 * Names what people really find in place of a model.
 */
export function whatBytesAre(start: Buffer): string | null {
  if (start.length === 0) return 'empty';
  if (GGUF.startsWith(start.toString('latin1')) && start.length < GGUF.length) return CUT;
  const known = magics.find(({ heads, at = 0 }) =>
    heads.some((head) => start.toString('latin1', at, at + head.length) === head),
  );
  if (known) return known.what;
  if (isOnnx(start)) return ONNX;
  if (isSafetensors(start)) return 'a safetensors file';
  if (isZeros(start)) return ZEROS;
  return whatTextIs(start);
}

const GGUF = 'GGUF';
const CUT = 'a GGUF model that was cut off within its first four bytes';
const ZEROS = 'nothing but zeros at its start, as a file that was made room for and never filled';
const isZeros = (start: Buffer): boolean => start.length >= 16 && start.every((byte) => byte === 0);

/** A kind of file by its magic numbers, at the file's start unless another place is given; each byte a character. */
interface Magic {
  readonly what: string;
  readonly heads: readonly string[];
  readonly at?: number;
}

const magics: readonly Magic[] = [
  { what: 'a GGUF model', heads: [GGUF] },
  { what: 'an old ggml model, from before GGUF', heads: ['lmgg', 'fmgg', 'tjgg'] },
  { what: 'a gzip archive', heads: ['\x1f\x8b'] },
  { what: 'a ZIP archive, as packages and PyTorch checkpoints are', heads: ['PK\x03\x04'] },
  { what: 'a ZIP archive with nothing in it', heads: ['PK\x05\x06'] },
  { what: 'a bzip2 archive', heads: ['BZh'] },
  { what: 'an xz archive', heads: ['\xfd7zXZ\0', '\x5d\0\0\x80\0', '\x5d\0\0\0\x04'] },
  { what: 'a zstd archive', heads: ['\x28\xb5\x2f\xfd'] },
  { what: 'an lz4 archive', heads: ['\x04\x22\x4d\x18'] },
  { what: 'a 7z archive', heads: ['7z\xbc\xaf\x27\x1c'] },
  { what: 'a RAR archive', heads: ['Rar!\x1a\x07'] },
  { what: 'a tar archive', heads: ['ustar'], at: 257 },
  { what: 'an HDF5 file', heads: ['\x89HDF'] },
  { what: 'a NumPy array', heads: ['\x93NUMPY'] },
  { what: 'a TensorFlow Lite model', heads: ['TFL3'], at: 4 },
  { what: 'a Python pickle', heads: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'] },
  { what: 'a program', heads: ['\x7fELF', 'MZ\x90', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe'] },
  { what: 'a property list', heads: ['bplist0'] },
  { what: 'a PDF', heads: ['%PDF'] },
  { what: 'a picture', heads: ['\x89PNG', '\xff\xd8\xff', 'GIF8'] },
];

export const ONNX = 'an ONNX model';

/**
 * A ModelProto: its version, small, as field 1, and the name of its producer, a short text, as field 2. A Core ML model
 * begins alike, but its field 2 is a message, which no letter begins.
 */
function isOnnx(start: Buffer): boolean {
  const [field, version = 0, next, length = 0] = start;
  if (field !== 0x08 || version === 0 || version > 0x40 || next !== 0x12) return false;
  return length < 0x80 && /^[a-z][ -~]*$/i.test(start.toString('latin1', 4, 4 + length));
}

/** Eight bytes of length, then a header of JSON, which may begin with spaces. */
const isSafetensors = (start: Buffer): boolean =>
  start.length > 10 && start.readUInt32LE(4) === 0 && /^\s*\{\s*"/.test(start.toString('latin1', 8));
