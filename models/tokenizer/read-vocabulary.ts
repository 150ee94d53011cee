import { dirname, join } from 'node:path';
import { mostBytes, readUserText } from '../../harness/files/read-user-file.ts';
import type { Piece, Vocabulary } from '../../harness/protocol/piece.ts';
import type { Metadata } from '../gguf/gguf-types.ts';
import { numbersOf, textOf, textsOf } from '../gguf/metadata.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { TOKENIZER } from '../onnx/companions.ts';
import { bytesOfPiece } from './byte-level.ts';
import { endIdsOf, isInsideAnswer } from './end-ids.ts';
import { TokenType } from './gguf-vocabulary.ts';
import { isByteLevel, SPACE, type TokenizerDocument, tokenizerDocument } from './tokenizer-document.ts';

/**
 * What every token of a model writes: of a GGUF file, or of the tokenizer in the folder of an ONNX graph. Null for a kind of
 * vocabulary whose pieces are not known to be text.
 * @throws HeatsoakError, ZodError or SyntaxError for a file that cannot be read
 */
export async function readVocabulary(path: string): Promise<Vocabulary | null> {
  if (!path.endsWith('.onnx')) return vocabularyOfGguf((await readGguf(path)).metadata);
  const text = await readUserText(join(dirname(path), TOKENIZER), mostBytes.text);
  return vocabularyOfDocument(tokenizerDocument.parse(JSON.parse(text)));
}

/** How pieces are written down, by `tokenizer.ggml.model`: with a sign for spaces, or byte for byte. */
const writings: Readonly<Record<string, (id: number, piece: string) => Piece>> = {
  llama: spaced,
  t5: spaced,
  gemma4: spaced,
  gpt2: byteLevel,
};

/** Null for a kind that is not one of `writings`, and for a file without a vocabulary. */
export function vocabularyOfGguf(metadata: Metadata): Vocabulary | null {
  const kind = textOf(metadata, 'tokenizer.ggml.model') ?? '';
  const written = Object.hasOwn(writings, kind) ? writings[kind] : undefined;
  const pieces = textsOf(metadata, 'tokenizer.ggml.tokens');
  if (!written || !pieces) return null;
  const types = numbersOf(metadata, 'tokenizer.ggml.token_type') ?? [];
  const ends = new Set(endIdsOf(metadata));
  return {
    pieceOf(id) {
      const piece = pieces[id];
      if (piece === undefined) return null;
      const isMark = (types[id] === TokenType.CONTROL && !isInsideAnswer(piece)) || ends.has(id);
      if (types[id] === TokenType.USER_DEFINED) return added(id, piece, isMark);
      return isMark ? { id, control: piece } : written(id, piece);
    },
  };
}

/** Files of some models call their marks between turns user-defined; such a name is nobody's text. */
const TURN_MARK = /^(<\|.+\|>|<\/s>)$/;

const added = (id: number, content: string, isMark: boolean): Piece =>
  isMark || (TURN_MARK.test(content) && !isInsideAnswer(content))
    ? { id, control: content }
    : { id, text: content };

function spaced(id: number, piece: string): Piece {
  return byteOf(id, piece) ?? { id, text: piece.replaceAll(SPACE, ' ') };
}

function byteLevel(id: number, piece: string): Piece {
  const bytes = bytesOfPiece(piece);
  return bytes === null ? { id, text: piece } : ofBytes(id, bytes);
}

/** `<0x0A>`: a byte that no piece writes. */
function byteOf(id: number, piece: string): Piece | null {
  const [, digits] = /^<0x([0-9A-Fa-f]{2})>$/.exec(piece) ?? [];
  return digits === undefined ? null : ofBytes(id, Buffer.from(digits, 'hex'));
}

function ofBytes(id: number, bytes: Buffer): Piece {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { id, text } : { id, bytes: bytes.toString('hex') };
}

function vocabularyOfDocument(document: TokenizerDocument): Vocabulary {
  const { model, added_tokens } = document;
  const written = isByteLevel(document) ? byteLevel : spaced;
  const pieces = new Map(Object.entries(model.vocab).map(([piece, id]) => [id, piece]));
  const marks = new Map(added_tokens.map((token) => [token.id, token]));
  return {
    pieceOf(id) {
      const mark = marks.get(id);
      if (mark) return added(id, mark.content, mark.special);
      const piece = pieces.get(id);
      return piece === undefined ? null : written(id, piece);
    },
  };
}
