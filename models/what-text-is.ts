import { visibleText } from './visible-text.ts';

/** What a file is whose start is text; null where that is no text. Names what servers and version control put in a file's place. */
export function whatTextIs(start: Buffer): string | null {
  const text = textIn(start);
  return text === null ? null : (pointerIn(text) ?? documentKind(text) ?? plainText(text));
}

/** Whether a file's start reads as text, in any of the encodings that pages and messages come in. */
export const isText = (start: Buffer): boolean => start.length > 0 && textIn(start) !== null;

/** A file's start as text, without the mark of its encoding; null for what is no text. */
function textIn(start: Buffer): string | null {
  const text = decoded(start);
  return text === null || [...text].some(isNoText) ? null : text;
}

function decoded(start: Buffer): string | null {
  const head = start.toString('latin1', 0, 2);
  if (head === '\xff\xfe') return utf16(start).slice(1);
  if (head === '\xfe\xff') return utf16(swapped(start)).slice(1);
  // Pages without a mark say by their first bracket how wide they are.
  if (head === '<\0') return mostlyAscii(utf16(start));
  if (head === '\0<') return mostlyAscii(utf16(swapped(start)));
  const text = start.toString('utf8').replace(/^\ufeff/, '');
  // The last character may be cut in two.
  const isBroken = /\ufffd(?!\ufffd{0,2}$)/.test(text);
  return isBroken ? mostlyAscii(start.toString('latin1')) : text;
}

/** Half a character at the end is left out. */
const utf16 = (bytes: Buffer): string => bytes.toString('utf16le');
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();

/** Any byte is a character of Latin-1: only what reads like a Western language is taken for text. */
const LEAST_ASCII = 0.7;
function mostlyAscii(text: string): string | null {
  const ascii = [...text].filter((char) => char <= '~').length;
  return ascii >= LEAST_ASCII * text.length ? text : null;
}

/** Control characters that no text has; line ends, tabs, and colours of a terminal stay. */
const isNoText = (char: string): boolean => char < ' ' && !'\t\n\f\r\x1b'.includes(char);

/** What version control keeps in the place of a large file. */
function pointerIn(whole: string): string | null {
  const text = whole.trimStart();
  // https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md; git-media and hawser were its first names.
  if (/^version https?:\/\/((git-lfs|hawser)\.github\.com\/spec\/|git-media\.io\/v\/)/.test(text))
    return `a Git LFS pointer that stands for ${fileOf(/^size (\d{1,15})\r?$/m.exec(text)?.[1])}, not the file itself`;
  // What git-xet writes: TOML under a comment.
  if (/^# xet version \d/.test(text))
    return `a Xet pointer that stands for ${fileOf(/^filesize = (\d{1,15})\r?$/m.exec(text)?.[1])}, not the file itself`;
  // https://git-annex.branchable.com/internals/pointer_file/
  return /^\S*[\\/]annex[\\/]objects[\\/]/.test(text)
    ? 'a git-annex pointer, not the file itself: git annex get fetches that'
    : null;
}

const fileOf = (bytes: string | undefined): string =>
  bytes === undefined ? 'the file' : `a file of ${bytes} bytes`;

/** Elements that pages and pieces of them begin with; none that a vocabulary lists as a token, such as <s>. */
const PAGE =
  /^(<!--[\s\S]*?-->\s*)*<(!doctype html|html|head|body|script|noscript|style|link|title|meta|base|center|div|span|table|form|iframe|main|section|article|header|footer|nav|svg|img|font|pre|ul|ol|a href|br|hr|h[1-6]|p)(?![\w-])/;
const XML = 'an XML document, as storage servers send for an error';

function documentKind(text: string): string | null {
  const begin = text.trimStart().toLowerCase();
  if (PAGE.test(begin)) return 'a web page';
  if (begin.startsWith('<?xml')) return begin.includes('<html') ? 'a web page' : XML;
  if (begin.startsWith('<error>')) return XML;
  if (begin.startsWith('http/1.')) return "a server's answer, its head included";
  return /^[[{]\s*("|\{|\[|\]|\})/.test(begin) ? 'a JSON document' : null;
}

const SHOWN_TEXT = 40;
const plainText = (text: string): string | null => {
  const [line = ''] = text.trim().split(/\r?\n/);
  return line === '' ? null : `a text that begins with "${visibleText(line, SHOWN_TEXT)}"`;
};
