import { styleText } from 'node:util';
import { plainText } from '../words/plain-text.ts';

type Style = Parameters<typeof styleText>[0];

/** A part of a line that is coloured where colours are wanted. */
export interface Painted {
  readonly style: Style;
  readonly text: string;
}

/** One line for a person. What stands in it is shown as plain text, whoever wrote it. */
export type Line = string | readonly (string | Painted)[];

export const paint = (style: Style, text: string): Painted => ({ style, text });

/** A line as it is written, without its end. */
export function rendered(line: Line): string {
  const parts = typeof line === 'string' ? [line] : line;
  const words = parts.map((part) => (typeof part === 'string' ? part : part.text));
  if (!wantsColour() || parts.every((part) => typeof part === 'string')) return plainText(words.join(''));
  return parts.map((part) => (typeof part === 'string' ? plainText(part) : coloured(part))).join('');
}

// Node's own check of the stream would overrule `--color`.
const coloured = ({ style, text }: Painted): string =>
  styleText(style, plainText(text), { validateStream: false });

/** `--no-color` and `--color` before NO_COLOR, before FORCE_COLOR, before what stdout is. */
function wantsColour(): boolean {
  if (process.argv.includes('--no-color')) return false;
  if (process.argv.includes('--color')) return true;
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR'] && process.env['FORCE_COLOR'] !== '0') return true;
  return process.stdout.isTTY === true;
}
