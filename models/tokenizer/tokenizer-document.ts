import { z } from 'zod';

/** SentencePiece's sign for a space. */
export const SPACE = '▁';

const addedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
  special: z.boolean().default(false),
});
export type AddedToken = z.infer<typeof addedToken>;

const step = z.object({ type: z.string() }).loose();
const vocab = z.record(z.string(), z.int().nonnegative());

/** Byte-pair merges over SentencePiece's pieces, with bytes to fall back on. */
const sentencePieceDocument = z
  .object({
    added_tokens: z.array(addedToken),
    normalizer: z.object({ type: z.literal('Sequence'), normalizers: z.array(step) }).loose(),
    model: z
      .object({
        type: z.literal('BPE'),
        byte_fallback: z.literal(true),
        unk_token: z.string().nullable(),
        vocab,
        merges: z.array(z.string()),
      })
      .loose(),
  })
  .loose();
export type SentencePieceDocument = z.infer<typeof sentencePieceDocument>;

const wordSplit = z.object({
  type: z.literal('Split'),
  pattern: z.object({ Regex: z.string() }),
  behavior: z.literal('Isolated'),
  invert: z.literal(false),
});
const bytes = z
  .object({ type: z.literal('ByteLevel'), add_prefix_space: z.literal(false), use_regex: z.literal(false) })
  .loose();

/** Byte-pair merges over pieces of bytes, within words. */
const byteLevelDocument = z
  .object({
    added_tokens: z.array(addedToken),
    normalizer: z.null(),
    pre_tokenizer: z.object({
      type: z.literal('Sequence'),
      pretokenizers: z.array(z.discriminatedUnion('type', [wordSplit, bytes])),
    }),
    model: z
      .object({
        type: z.literal('BPE'),
        byte_fallback: z.literal(false),
        ignore_merges: z.boolean(),
        vocab,
        merges: z.array(z.string()),
      })
      .loose(),
  })
  .loose();
export type ByteLevelDocument = z.infer<typeof byteLevelDocument>;

/** What of Hugging Face's `tokenizer.json` is read. */
export const tokenizerDocument = z.union([sentencePieceDocument, byteLevelDocument]);
export type TokenizerDocument = z.infer<typeof tokenizerDocument>;

export const isByteLevel = (document: TokenizerDocument): document is ByteLevelDocument =>
  document.model.byte_fallback === false;

/** The text of a special token, as `tokenizer_config.json` has it: plain, or with its properties. */
export const specialText = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(({ content }) => content),
]);

/** What of `tokenizer_config.json` is read: a score for each id, where Heatsoak wrote it, and the token that begins. */
export const tokenizerConfigDocument = z
  .object({ piece_scores: z.array(z.number()).optional(), bos_token: specialText.nullish() })
  .loose();
