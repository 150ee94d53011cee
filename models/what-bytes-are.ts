/** So many bytes of a file's start are enough to tell what it is. */
export const TELLING_BYTES = 512;

/**
 * What a file is that was taken for a model, by its first bytes: a phrase such as "a web page"; null where they say nothing known.
 * Names what people really find in place of a model.
 */
export function whatBytesAre(start: Buffer): string | null {
  if (start.length === 0) return 'empty';
  return lfsPointer(start) ?? known(start) ?? documentKind(start) ?? (isZeros(start) ? ZEROS : null);
}

const ZEROS = 'nothing but zeros at its start, as a file that was made room for and never filled';
const isZeros = (start: Buffer): boolean => start.length >= 16 && start.every((byte) => byte === 0);

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
function lfsPointer(start: Buffer): string | null {
  const text = start.toString('latin1');
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return null;
  const size = /^size (\d{1,15})$/m.exec(text)?.[1];
  return `a Git LFS pointer that stands for ${size === undefined ? 'the file' : `a file of ${size} bytes`}, not the file itself`;
}

/** Magic numbers, at the file's start unless another place is given. */
const magics: readonly [magic: string, what: string, at?: number][] = [
  ['GGUF', 'a GGUF model'],
  ['lmgg', 'an old ggml model, from before GGUF'],
  ['fmgg', 'an old ggml model, from before GGUF'],
  ['tjgg', 'an old ggml model, from before GGUF'],
  ['\x1f\x8b', 'a gzip archive'],
  ['PK\x03\x04', 'a ZIP archive, as packages and PyTorch checkpoints are'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ\0', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['ustar', 'a tar archive', 257],
  ['\x89HDF', 'an HDF5 file'],
  ['\x80\x02', 'a Python pickle'],
  ['%PDF', 'a PDF'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
];

function known(start: Buffer): string | null {
  const found = magics.find(([magic, , at = 0]) => start.toString('latin1', at, at + magic.length) === magic);
  if (found) return found[1];
  return isSafetensors(start) ? 'a safetensors file' : null;
}

/** Eight bytes of length, then a header of JSON. */
const isSafetensors = (start: Buffer): boolean =>
  start.length > 10 && start.readUInt32LE(4) === 0 && start.toString('latin1', 8, 10) === '{"';

function documentKind(start: Buffer): string | null {
  const text = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!--[\s\S]*?-->\s*)?<(!doctype html|html|head|body|script|title|meta)\b/.test(text))
    return 'a web page';
  if (text.startsWith('<?xml'))
    return text.includes('<html') ? 'a web page' : 'an XML document, as storage servers send for an error';
  if (/^[[{]\s*("|\{|\[|\]|\})/.test(text)) return 'a JSON document';
  return null;
}
