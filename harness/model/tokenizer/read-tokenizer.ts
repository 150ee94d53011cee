import { readFile } from 'node:fs/promises';
import { HeatsoakError, messageOf } from '../../protocol/error.ts';
import { mergePieces, type PieceTable } from './merge-pieces.ts';
import { type Fragment, splitSpecials } from './split-specials.ts';
import { SPACE, type TokenizerDocument, tokenizerDocument } from './tokenizer-document.ts';

/** Text to ids, special tokens in it recognised, no start of sequence added. */
export interface Tokenizer {
  encode(text: string): number[];
}

/** Reads `tokenizer.json`. @throws HeatsoakError `TOKENIZER_INVALID` when it is missing, broken or of another kind */
export async function readTokenizer(path: string): Promise<Tokenizer> {
  try {
    return tokenizerOf(tokenizerDocument.parse(JSON.parse(await readFile(path, 'utf8'))));
  } catch (cause) {
    throw new HeatsoakError(
      'TOKENIZER_INVALID',
      `${path} is not a tokenizer that can be read: ${messageOf(cause)}`,
      {
        where: path,
        hint: 'convert the model again; heatsoak model convert writes the tokenizer beside it',
        cause,
      },
    );
  }
}

/** llama.cpp's SentencePiece tokenizer over a tokenizer document. */
export function tokenizerOf(document: TokenizerDocument): Tokenizer {
  const { vocab, merges, unk_token } = document.model;
  const table = pieceTable(vocab, merges, unk_token);
  const addsSpace = document.normalizer.normalizers.some(({ type }) => type === 'Prepend');
  return {
    encode(text) {
      // Lone surrogates become the replacement character, as they do on their way into UTF-8.
      const fragments = splitSpecials(Buffer.from(text).toString(), document.added_tokens);
      return fragments.flatMap((fragment, index) =>
        encodeFragment(fragment, fragments[index - 1], addsSpace, table),
      );
    },
  };
}

function pieceTable(
  vocab: Readonly<Record<string, number>>,
  merges: readonly string[],
  unknown: string | null,
): PieceTable {
  const ranks = new Map<string, number>();
  merges.forEach((merge, rank) => {
    const piece = merge.replace(' ', '');
    // The best of a piece's merges counts: SentencePiece scores the piece, not the way to it.
    if (!ranks.has(piece)) ranks.set(piece, rank);
  });
  return {
    ids: new Map(Object.entries(vocab)),
    ranks,
    unknown: (unknown === null ? null : vocab[unknown]) ?? 0,
  };
}

function encodeFragment(
  fragment: Fragment,
  before: Fragment | undefined,
  addsSpace: boolean,
  table: PieceTable,
): number[] {
  if (typeof fragment === 'number') return [fragment];
  const startsWord = addsSpace && (before === undefined || typeof before === 'number');
  return mergePieces(`${startsWord ? ' ' : ''}${fragment}`.replaceAll(' ', SPACE), table);
}
