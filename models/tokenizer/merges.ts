import { type SentencePieceVocabulary, TokenType } from './gguf-vocabulary.ts';

/**
 * Every way to put a piece together from two others, the best-scored piece first: what `tokenizers` needs to do as
 * SentencePiece does. Pieces are joined by a space, which no piece holds.
 */
export function mergesOf({ pieces, scores, types }: SentencePieceVocabulary): string[] {
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const merges: { text: string; score: number; piece: number }[] = [];
  pieces.forEach((piece, id) => {
    if (types[id] !== TokenType.NORMAL && types[id] !== TokenType.UNUSED) return;
    const characters = [...piece];
    for (let cut = 1; cut < characters.length; cut++) {
      const left = characters.slice(0, cut).join('');
      const right = characters.slice(cut).join('');
      if (ids.has(left) && ids.has(right) && !piece.includes(' '))
        merges.push({ text: `${left} ${right}`, score: scores[id] ?? 0, piece: id });
    }
  });
  merges.sort((a, b) => b.score - a.score || a.piece - b.piece);
  return merges.map(({ text }) => text);
}
