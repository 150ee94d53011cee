import { visible } from '../harness/judge/answers/written.ts';
import type { Measurement } from '../harness/measure/result.ts';
import type { Piece } from '../harness/protocol/piece.ts';
import type { VocabularyRow } from './report-model.ts';

/** What tokens write, a row a model, by id: what the run's journals say, and nothing guessed. */
export const vocabularyRows = ({ pieces }: Measurement): VocabularyRow[] =>
  [...pieces].map(([model, known]) => ({
    model,
    texts: [...known].map(([id, piece]) => [id, textOf(piece)] as const).sort(([a], [b]) => a - b),
  }));

/** Bytes that are no characters by themselves are shown as such. */
function textOf(piece: Piece): string {
  if ('bytes' in piece) return `<${piece.bytes.match(/../g)?.join(' ') ?? ''}>`;
  return visible('control' in piece ? piece.control : piece.text);
}
