import { messageOf } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { TELLING_BYTES, whatBytesAre } from '../what-bytes-are.ts';

/** Every model begins with its specification version: field 1, a varint. */
const BEGINS = 8;

/** Why the bytes of a model cannot be read, as a sentence for people: what they are, that they were cut, or what the reader says. */
export function whyUnreadable(bytes: Uint8Array, error: unknown): string {
  if (bytes[0] !== BEGINS) {
    const start = Buffer.from(bytes.subarray(0, TELLING_BYTES));
    const what = whatBytesAre(start);
    return what === null
      ? `it begins with "${visibleText(start.toString('latin1', 0, 8))}", as no model does`
      : `it is ${what}`;
  }
  // protobufjs says so of every field that claims more than there is.
  return error instanceof RangeError
    ? `it was cut or damaged: a part of it goes on beyond its ${bytes.length} bytes`
    : messageOf(error);
}
