import { byteCharacters } from './byte-level.ts';
import { mergePieces, type PieceTable } from './merge-pieces.ts';
import { preTokenizers } from './pre-tokenizers.ts';
import type { ByteLevelDocument } from './tokenizer-document.ts';

/**
 * Byte-level ids of a text without special tokens.
 * @throws Error for a way to cut words that is not one of `preTokenizers`: a pattern of somebody else's may take years
 */
export function byteLevelEncoder({ model, pre_tokenizer }: ByteLevelDocument): (text: string) => number[] {
  const patterns = pre_tokenizer.pretokenizers.flatMap((each) =>
    each.type === 'Split' ? [each.pattern.Regex] : [],
  );
  const isKnown = Object.values(preTokenizers).some((known) => String(known.patterns) === String(patterns));
  if (!isKnown) throw new Error('it cuts words in a way that is not known here');
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'gu'));
  const ids = new Map(Object.entries(model.vocab));
  const ranks = new Map(model.merges.map((merge, rank) => [merge, rank]));
  const table: PieceTable = {
    ids,
    rankOf: (left, right) => ranks.get(`${left} ${right}`),
    // A byte without a piece is left out, as llama.cpp does it.
    spell: (symbol) => [...symbol].flatMap((character) => ids.get(character) ?? []),
  };
  return (text) => {
    const words = expressions.reduce(
      (parts, expression) => parts.flatMap((part) => cut(part, expression)),
      [text],
    );
    return words.flatMap((word) => {
      const written = byteCharacters(word);
      const whole = model.ignore_merges ? ids.get(written) : undefined;
      return whole === undefined ? mergePieces(written, table) : [whole];
    });
  };
}

/** Matches, and what stands between them. */
function cut(text: string, expression: RegExp): string[] {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(expression)) {
    parts.push(text.slice(end, index), match);
    end = index + match.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}
