import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { mostBytes, readUserText } from '../../harness/files/read-user-file.ts';
import { byteLevelEncoder } from './byte-level-encoder.ts';
import { sentencePieceEncoder } from './sentence-piece-encoder.ts';
import { splitSpecials } from './split-specials.ts';
import {
  isByteLevel,
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

/** llama.cpp's tokenizer over a tokenizer document. */
export function tokenizerOf(
  document: TokenizerDocument,
  scores: readonly number[] | null,
  bosText: string | null = null,
): Tokenizer {
  const encodeText = isByteLevel(document)
    ? byteLevelEncoder(document)
    : sentencePieceEncoder(document, scores);
  const bos = bosText === null ? undefined : document.model.vocab[bosText];
  const added = document.added_tokens.find(({ content }) => content === bosText)?.id;
  return {
    bos: added ?? bos ?? null,
    encode(text) {
      // Lone surrogates become the replacement character, as they do on their way into UTF-8.
      const fragments = splitSpecials(Buffer.from(text).toString(), document.added_tokens);
      return fragments.flatMap((fragment, index) => {
        if (typeof fragment === 'number') return [fragment];
        const before = fragments[index - 1];
        return encodeText(fragment, before === undefined || typeof before === 'number');
      });
    },
  };
}
