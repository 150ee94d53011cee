import { expect, test } from 'vitest';
import { byteCharacters } from './byte-level.ts';
import { preTokenizers } from './pre-tokenizers.ts';
import { tokenizerOf } from './read-tokenizer.ts';
import type { ByteLevelDocument } from './tokenizer-document.ts';

const merges = [
  'Ġ t',
  'h e',
  'Ġt he',
  'l l',
  "' ll",
  'Ġ Ġ',
  '1 2',
  '12 3',
  'T he',
  'C a',
  'Ã Ł',
  'i e',
  'Ċ Ċ',
];
const bytes = Array.from({ length: 256 }, (_, byte) => byteCharacters(String.fromCharCode(byte)));
/** What the merges make, and the bytes of the Latin characters without z: bytes that have no piece are left out. */
const pieces = [
  ...new Set([
    ...bytes.flatMap((characters) => [...characters]),
    ...merges.map((merge) => merge.replace(' ', '')),
  ]),
].filter((piece) => piece !== 'z');
const SPECIAL = '<|end|>';

const document = ([patterns, ignoresMerges]: readonly [readonly string[], boolean]): ByteLevelDocument => ({
  added_tokens: [
    {
      id: pieces.length,
      content: SPECIAL,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    },
  ],
  normalizer: null,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: patterns.map((pattern) => ({
      type: 'Split',
      pattern: { Regex: pattern },
      behavior: 'Isolated',
      invert: false,
    })),
  },
  model: {
    type: 'BPE',
    byte_fallback: false,
    ignore_merges: ignoresMerges,
    vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
    merges,
  },
});

const texts = [
  'the The CamelCase thesis',
  "I'LL say it's 1234567 o'clock, we've  seen\r\n\n\tit  ",
  'Wie heißt der höchste Berg der Alpen? 🏔️ 👩‍👩‍👧 नमस्ते 你好 مرحبا ÀÉa',
  'a += b[12]; // path/to\n\n  x',
  `before${SPECIAL}  after zebra \u00a0\u2003.`,
  '',
];

/**
 * What the Swift tokenizer must say too: its tests read this file. `npx vitest -u` writes it anew; what it holds is llama.cpp's by
 * byte-level.test.ts.
 */
test('the fixture of the Swift tokenizer has each known way to cut words', async () => {
  const ways = new Map(
    Object.values(preTokenizers).map(({ patterns, ignoresMerges }) => [
      `${String(patterns)} ${ignoresMerges}`,
      [patterns, ignoresMerges] as const,
    ]),
  );
  const cases = [...ways.values()].map((way) => {
    const tokenizer = tokenizerOf(document(way), null);
    const ids = texts.map((text) => tokenizer.encode(text));
    return { document: document(way), ids };
  });
  await expect(`${JSON.stringify({ texts, cases })}\n`).toMatchFileSnapshot(
    '../../ios/Tests/HeatsoakTokenizerTests/Fixtures/byte-level.golden.json',
  );
});
