import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { mostBytes, readUserText } from '../../harness/files/read-user-file.ts';
import { mergePieces, type PieceTable } from './merge-pieces.ts';
import { type Fragment, splitSpecials } from './split-specials.ts';
import {
  SPACE,
  type TokenizerDocument,
  tokenizerConfigDocument,
  tokenizerDocument,
} from './tokenizer-document.ts';

/** Text to ids, special tokens in it recognised, no start of sequence added. */
export interface Tokenizer {
  /** Id of the token that begins a sequence; null where none is named. */
  readonly bos: number | null;
  encode(text: string): number[];
}

/**
 * Reads `tokenizer.json` of a model's folder, and the scores in `tokenizer_config.json`, without which the order of merges
 * has to do. @throws HeatsoakError `TOKENIZER_INVALID` when it is missing, broken or of another kind
 */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const path = join(folder, 'tokenizer.json');
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readUserText(join(folder, name), mostBytes.text));
  try {
    const document = tokenizerDocument.parse(await json('tokenizer.json'));
    const config = tokenizerConfigDocument.parse(await json('tokenizer_config.json').catch(absent));
    return tokenizerOf(document, config.piece_scores ?? null, config.bos_token ?? null);
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

/** The scores may be missing; a broken file is an error, since another tokenization would follow unnoticed. */
function absent(error: unknown): object {
  if ((error as { code?: string }).code === 'ENOENT') return {};
  throw error;
}

/** llama.cpp's SentencePiece tokenizer over a tokenizer document. */
export function tokenizerOf(
  document: TokenizerDocument,
  scores: readonly number[] | null,
  bosText: string | null = null,
): Tokenizer {
  const { vocab, merges, unk_token } = document.model;
  const unknown = (unk_token === null ? null : vocab[unk_token]) ?? 0;
  const ranks = scores === null ? ranksByMerges(merges) : ranksByScores(vocab, scores);
  const table = { ids: new Map(Object.entries(vocab)), ranks, unknown };
  const addsSpace = document.normalizer.normalizers.some(({ type }) => type === 'Prepend');
  const bos = bosText === null ? undefined : table.ids.get(bosText);
  const added = document.added_tokens.find(({ content }) => content === bosText)?.id;
  return {
    bos: added ?? bos ?? null,
    encode(text) {
      // Lone surrogates become the replacement character, as they do on their way into UTF-8.
      const fragments = splitSpecials(Buffer.from(text).toString(), document.added_tokens);
      return fragments.flatMap((fragment, index) =>
        encodeFragment(fragment, fragments[index - 1], addsSpace, table),
      );
    },
  };
}

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
