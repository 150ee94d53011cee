import type { Piece, Pieces } from '../protocol/piece.ts';
import type { JournalEvent } from './journal-event.ts';

/** What journals say that tokens write, by the SHA-256 of their model. */
export type PiecesByModel = ReadonlyMap<string, Pieces>;

/** The pieces in some journals' events; what was said first counts. */
export function piecesIn(events: Iterable<JournalEvent>): PiecesByModel {
  const known = new Map<string, Map<number, Piece>>();
  for (const event of events) {
    if (event.type !== 'harness.pieces') continue;
    const ofModel = known.get(event.model) ?? new Map<number, Piece>();
    known.set(event.model, ofModel);
    for (const piece of event.pieces) if (!ofModel.has(piece.id)) ofModel.set(piece.id, piece);
  }
  return known;
}
