import { expect, test } from 'vitest';
import { TELLING_BYTES, whatBytesAre } from './what-bytes-are.ts';

const binary = (head: string, rest = 64): Buffer =>
  Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(rest)]);
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 77\n`;

test.each([
  ['with the line ends of Windows', Buffer.from(POINTER.replaceAll('\n', '\r\n'))],
  ['with extensions', Buffer.from(POINTER.replace('\noid', `\next-0-foo sha256:${'b'.repeat(64)}\noid`))],
  ['with a line more', Buffer.from(`${POINTER}x-note hello\n`)],
  ['behind a byte order mark', Buffer.from(`\ufeff${POINTER}`)],
  ['in UTF-16, as a shell of Windows writes it', Buffer.from(`\ufeff${POINTER}`, 'utf16le')],
  ['in UTF-16 of the other order', Buffer.from(`\ufeff${POINTER}`, 'utf16le').swap16()],
  ['of the first days', Buffer.from(POINTER.replace('git-lfs', 'hawser'))],
  [
    'of days before',
    Buffer.from(POINTER.replace('https://git-lfs.github.com/spec/v1', 'http://git-media.io/v/2')),
  ],
  ['after a blank line', Buffer.from(`\r\n\n${POINTER}`)],
])('a Git LFS pointer %s', (_, bytes) => {
  expect(whatBytesAre(bytes)).toBe(
    'a Git LFS pointer that stands for a file of 77 bytes, not the file itself',
  );
});

test.each(['/annex/objects/SHA256E-s9--ab.gguf\n', '../.git/annex/objects/xx/yy/MD5-s1--c/MD5-s1--c'])(
  'a git-annex pointer: %s',
  (text) => expect(whatBytesAre(Buffer.from(text))).toMatch(/^a git-annex pointer/),
);

test('a Xet pointer', () => {
  const bytes = Buffer.from("# xet version 0\nfilesize = 77\nhash = '6c3b'\n");
  expect(whatBytesAre(bytes)).toBe('a Xet pointer that stands for a file of 77 bytes, not the file itself');
});

test.each([
  '<style>body{color:red}</style>',
  '<link rel="stylesheet" href="x.css">',
  '<span>Not found</span>',
  '<!-- one --><table><tr></table>',
  '\ufeff<!DOCTYPE html><html></html>',
  '\n\n <!-- one -->\n<!-- two --> <HTML>',
  '<center><h1>502 Bad Gateway</h1></center>',
  '<?xml version="1.0"?><!DOCTYPE html><HTML xmlns="x">',
])('a web page: %s', (text) => {
  expect(whatBytesAre(Buffer.from(text))).toBe('a web page');
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  expect(whatBytesAre(wide)).toBe('a web page');
  expect(whatBytesAre(wide.swap16())).toBe('a web page');
  expect(whatBytesAre(Buffer.from(text.trim().replace('\ufeff', ''), 'utf16le'))).toBe('a web page');
});

test('a page of Latin-1 with an accent, and an error of storage without its first line', () => {
  expect(whatBytesAre(Buffer.from('<html><p>Non trouv\xe9, d\xe9sol\xe9</p></html>', 'latin1'))).toBe(
    'a web page',
  );
  expect(whatBytesAre(Buffer.from('<Error><Code>AccessDenied</Code></Error>'))).toMatch(/^an XML document/);
});

test.each(['<s>\n</s>\n<unk>\n', '<|im_start|>user', '<pad>\n'])('tokens are no page: %j', (text) => {
  expect(whatBytesAre(Buffer.from(text))).toMatch(/^a text that begins with/);
});

test.each([
  ['GG', 'a GGUF model that was cut off within its first four bytes'],
  ['PK\x05\x06', 'a ZIP archive with nothing in it'],
  ['\xfd7zXZ\0', 'an xz archive'],
  ['\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff', 'an xz archive'],
  ['Rar!\x1a\x07\x01', 'a RAR archive'],
  ['\x10\0\0\0\0\0\0\0  {"a":', 'a safetensors file'],
  ['\x80\x04\x95', 'a Python pickle'],
  ['\x93NUMPY\x01', 'a NumPy array'],
  ['\x1c\0\0\0TFL3', 'a TensorFlow Lite model'],
  ['\x7fELF', 'a program'],
  ['\xcf\xfa\xed\xfe', 'a program'],
  ['bplist00', 'a property list'],
])('bytes that begin with %j', (head, what) => {
  expect(whatBytesAre(head === 'GG' ? Buffer.from(head) : binary(head))).toBe(what);
});

test('any other text is shown by its first line, what no reader can show is not', () => {
  expect(whatBytesAre(Buffer.from('Entry not found'))).toBe('a text that begins with "Entry not found"');
  expect(whatBytesAre(Buffer.from('\x1b[31mFROM x\nTEMPLATE y'))).toContain('"\\u001b[31mFROM x"');
  expect(whatBytesAre(Buffer.from(`HTTP/1.1 200 OK\r\n\r\n`))).toBe("a server's answer, its head included");
  const cutInACharacter = Buffer.from(`a${'ü'.repeat(TELLING_BYTES)}`).subarray(0, TELLING_BYTES);
  expect(whatBytesAre(cutInACharacter)).toMatch(/^a text that begins with "aü/);
  expect(whatBytesAre(Buffer.alloc(600, 0xff))).toBeNull();
  expect(whatBytesAre(binary('\x01\x02\x03'))).toBeNull();
});

test('an ONNX model, which a Core ML model begins like', () => {
  const onnx = (field: string): Buffer => Buffer.from(`\x08\x08\x12${field}:\x02`, 'latin1');
  expect(whatBytesAre(onnx('\x07pytorch'))).toBe('an ONNX model');
  expect(whatBytesAre(onnx('\x07\x0a\x05\x0a\x01x\x1a\x00'))).toBe(null);
});
