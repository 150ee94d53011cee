import { valuesProblem } from './values-problem.ts';

/** One line of a text, counted from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** No row of launch values is nearly as long; a text without line ends is not held whole. */
const LONGEST_LINE = 1 << 20;

/**
 * The lines of a text as it comes, without their ends and without empty ones.
 * @param file for errors
 * @throws HeatsoakError `VALUES_INVALID` where the text is not UTF-8, or a line is too long
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [number, rest] = [0, ''];
  const decoded = (piece?: Uint8Array): string => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch {
      throw valuesProblem({ file, line: number + 1 }, 'is not UTF-8 text here or below');
    }
  };
  for await (const piece of bytes) {
    const lines = (rest + decoded(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines)
      if (isFilled(text)) yield { number: ++number, text: withoutReturn(text) };
      else number++;
    if (rest.length > LONGEST_LINE)
      throw valuesProblem({ file, line: number + 1 }, `is longer than ${LONGEST_LINE} characters`);
  }
  rest += decoded();
  if (isFilled(rest)) yield { number: number + 1, text: withoutReturn(rest) };
}

const isFilled = (text: string): boolean => /\S/.test(text);

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
