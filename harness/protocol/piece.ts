import { z } from 'zod';
import { count } from './event-fields.ts';

/** What one token writes, by the vocabulary of its model. */
export const piece = z.union([
  z.strictObject({ id: count, text: z.string() }),
  /** Bytes that are no whole characters by themselves, as hexadecimal digits. */
  z.strictObject({ id: count, bytes: z.string().regex(/^([0-9a-f]{2})*$/, 'hexadecimal bytes') }),
  /** A mark between turns: it writes nothing, and what is generated after it is no part of the answer. */
  z.strictObject({ id: count, control: z.string() }),
]);
export type Piece = z.infer<typeof piece>;

/** What is known of one model's tokens, by id. */
export type Pieces = ReadonlyMap<number, Piece>;

/** A model's whole vocabulary, as its file has it. */
export interface Vocabulary {
  /** Null for an id that the vocabulary does not have. */
  pieceOf(id: number): Piece | null;
}
