import { mergePieces, type PieceTable } from './merge-pieces.ts';
import { type SentencePieceDocument, SPACE } from './tokenizer-document.ts';

/**
 * SentencePiece's ids of a text without special tokens; a word begins where the text does, or after such a token
 * (`isStart`). By the scores, or without them by the order of merges.
 */
export function sentencePieceEncoder(
  { model, normalizer }: SentencePieceDocument,
  scores: readonly number[] | null,
): (text: string, isStart: boolean) => number[] {
  const { vocab, merges, unk_token } = model;
  const unknown = (unk_token === null ? null : vocab[unk_token]) ?? 0;
  const ranks = scores === null ? ranksByMerges(merges) : ranksByScores(vocab, scores);
  const ids = new Map(Object.entries(vocab));
  const table: PieceTable = {
    ids,
    rankOf: (left, right) => ranks.get(left + right),
    spell: (symbol) => [...Buffer.from(symbol)].map((byte) => ids.get(byteName(byte)) ?? unknown),
  };
  const addsSpace = normalizer.normalizers.some(({ type }) => type === 'Prepend');
  return (text, isStart) =>
    mergePieces(`${addsSpace && isStart ? ' ' : ''}${text}`.replaceAll(' ', SPACE), table);
}

const byteName = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

function ranksByScores(
  vocab: Readonly<Record<string, number>>,
  scores: readonly number[],
): Map<string, number> {
  return new Map(Object.entries(vocab).map(([piece, id]) => [piece, -(scores[id] ?? 0)]));
}

/** The best of a piece's merges counts: SentencePiece scores the piece, not the way to it. */
function ranksByMerges(merges: readonly string[]): Map<string, number> {
  const ranks = new Map<string, number>();
  merges.forEach((merge, rank) => {
    const piece = merge.replace(' ', '');
    if (!ranks.has(piece)) ranks.set(piece, rank);
  });
  return ranks;
}
