/**
 * The characters that stand for bytes in byte-level vocabularies (GPT-2's `bytes_to_unicode`): printable ones for themselves,
 * the others for U+0100 and after, in order.
 */
const bytes: ReadonlyMap<string, number> = byteOfCharacter();

function byteOfCharacter(): Map<string, number> {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const found = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++)
    found.set(String.fromCodePoint(isPrintable(byte) ? byte : next++), byte);
  return found;
}

const characters: readonly string[] = charactersOfBytes();

function charactersOfBytes(): string[] {
  const found: string[] = [];
  for (const [character, byte] of bytes) found[byte] = character;
  return found;
}

/** A text's bytes as the characters that stand for them. */
export const byteCharacters = (text: string): string =>
  [...Buffer.from(text)].map((byte) => characters[byte] ?? '').join('');

/** The bytes that a byte-level piece writes; null for text with a character that stands for none. */
export function bytesOfPiece(piece: string): Buffer | null {
  const found = [...piece].map((character) => bytes.get(character));
  return found.every((byte) => byte !== undefined) ? Buffer.from(found) : null;
}
