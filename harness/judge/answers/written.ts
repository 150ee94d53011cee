import type { Piece, Pieces } from '../../protocol/piece.ts';

/** An answer as a reader gets it: up to the first mark between turns, since greedy ids go on after it. */
export interface WrittenAnswer {
  readonly text: string;
  /** False: the bytes are no UTF-8, or the answer writes the character that stands for such bytes. */
  readonly isUtf8: boolean;
  /** Ids before the mark. */
  readonly ids: readonly number[];
  /** True: the answer ends by itself. */
  readonly ended: boolean;
}

/** Null where the run does not say what one of its tokens writes. */
export function writtenAnswer(ids: readonly number[], pieces: Pieces | undefined): WrittenAnswer | null {
  const own = untilMark(ids, pieces);
  const ended = own.length < ids.length;
  const bytes = own.length === 0 ? new Uint8Array() : bytesOf(own, pieces);
  if (bytes === null) return null;
  return { ...decoded(bytes, !ended), ids: own, ended };
}

/** The ids of an answer before the first mark between turns; all where no vocabulary tells of marks. */
export function untilMark(ids: readonly number[], pieces: Pieces | undefined): readonly number[] {
  const end = ids.findIndex((id) => isControl(pieces?.get(id)));
  return end === -1 ? ids : ids.slice(0, end);
}

/** How many tokens before and after a difference are shown: enough to see a date or an id whole. */
const AROUND = 12;

/** The text around one token of an answer, marks between turns by their names; null as in `writtenAnswer`. */
export function writtenAround(
  ids: readonly number[],
  index: number,
  pieces: Pieces | undefined,
): string | null {
  const start = Math.max(0, index - AROUND);
  const end = index + AROUND + 1;
  const bytes = bytesOf(ids.slice(start, end), pieces);
  if (bytes === null) return null;
  return `${start > 0 ? '…' : ''}${visible(decoded(bytes, true).text)}${end < ids.length ? '…' : ''}`;
}

/** A text as one line: control characters and direction marks are escaped, and a long one is cut. */
export function visible(text: string, longest = LONGEST): string {
  const characters = [...text];
  const cut = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return cut.replace(HIDDEN, (character) =>
    character === '\n' ? '\\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const LONGEST = 200;
/** The zero-width joiner stays: families of emoji are made with it. */
const HIDDEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const isControl = (piece: Piece | undefined): boolean => piece !== undefined && 'control' in piece;

function bytesOf(ids: readonly number[], pieces: Pieces | undefined): Uint8Array | null {
  const parts = ids.map((id) => bytesOfPiece(pieces?.get(id)));
  if (!parts.every((part) => part !== null)) return null;
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function bytesOfPiece(piece: Piece | undefined): Uint8Array | null {
  if (piece === undefined) return null;
  if ('bytes' in piece)
    return Uint8Array.from(piece.bytes.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return new TextEncoder().encode('control' in piece ? piece.control : piece.text);
}

const REPLACEMENT = '\ufffd';

/** @param isCut the last character may lack bytes, which is no fault: generation ends at a number of tokens */
function decoded(bytes: Uint8Array, isCut: boolean): { readonly text: string; readonly isUtf8: boolean } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: isCut });
  return { text, isUtf8: !text.includes(REPLACEMENT) };
}
